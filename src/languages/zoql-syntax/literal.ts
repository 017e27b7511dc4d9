import type { LiteralNode, Operator } from './ast.ts';
import type { TokenReader } from './token-reader.ts';

const WORDS: ReadonlyMap<string, LiteralNode['form']> = new Map([
  ['TRUE', 'boolean'],
  ['FALSE', 'boolean'],
  ['NULL', 'null'],
]);

/** A literal, where one stands. */
export function acceptLiteral(reader: TokenReader): LiteralNode | undefined {
  const { kind, text, at } = reader.peek();
  const form = kind === 'word' ? wordForm(reader, text) : kind;
  switch (form) {
    case 'text':
    case 'number':
    case 'moment':
    case 'boolean':
    case 'null':
      reader.take();
      return { kind: 'literal', form, text, at };
    default:
      return undefined;
  }
}

function wordForm(reader: TokenReader, text: string): LiteralNode['form'] | undefined {
  return reader.isSign('.', 1) ? undefined : WORDS.get(text.toUpperCase());
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['=', '='],
  ['!=', '<>'],
  ['<>', '<>'],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

export function acceptOperator(reader: TokenReader): Operator | undefined {
  const { kind, text } = reader.peek();
  const operator = kind === 'sign' ? OPERATORS.get(text) : undefined;
  if (operator) reader.take();
  return operator;
}
