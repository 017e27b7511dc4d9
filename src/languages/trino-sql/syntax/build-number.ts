import type { ExpressionNode, Position } from './ast.ts';
import { refuse } from './syntax-error.ts';
import { parseInteger } from './token-text.ts';

const MAX_BIGINT = 9_223_372_036_854_775_807n;

/** @throws LanguageError beyond 64 bits. */
export function integerNode(text: string, at: Position): ExpressionNode {
  const value = parseInteger(text);
  if (value > MAX_BIGINT || value < -MAX_BIGINT - 1n) throw refuse(at, `Invalid numeric literal: ${text}`);
  return { kind: 'integer', at, value, text };
}
