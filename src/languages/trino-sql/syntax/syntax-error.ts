import { LanguageError } from '../../../ports/compiler.ts';
import type { Position } from './ast.ts';

/** A statement refused, with Trino's position prefix (data-query contract §3.1). */
export function refuse(at: Position, message: string): LanguageError {
  return new LanguageError(`line ${at.line}:${at.column}: ${message}`, at.line, at.column);
}
