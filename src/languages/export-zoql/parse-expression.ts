import { didYouMean } from '../../config/suggestion.ts';
import {
  AGGREGATES,
  type AggregateNode,
  DATE_FUNCTIONS,
  type DateCallNode,
  type ExpressionNode,
  type NameNode,
  type OperandNode,
} from '../zoql-syntax/ast.ts';
import { acceptLiteral } from '../zoql-syntax/literal.ts';
import { refuse } from '../zoql-syntax/refuse.ts';
import type { TokenReader } from '../zoql-syntax/token-reader.ts';
import type { Token } from '../zoql-syntax/tokens.ts';

export function parseOperand(reader: TokenReader): OperandNode {
  return acceptLiteral(reader) ?? parseExpression(reader, 'a field, a function or a value');
}

export function parseExpression(reader: TokenReader, expected = 'a field or a function'): ExpressionNode {
  if (reader.peek().kind === 'quoted') throw reader.unexpected(expected, 'texts stand in single quotes');
  if (!(reader.peek().kind === 'word' && reader.isSign('(', 1))) return parseName(reader, expected);
  const word = reader.take();
  const name = word.text.toUpperCase();
  const aggregate = AGGREGATES.find((known) => known === name);
  if (aggregate) return parseAggregate(reader, word, aggregate);
  const date = DATE_FUNCTIONS.find((known) => known === name);
  if (date) return parseDateCall(reader, word, date);
  const functions = [...AGGREGATES, ...DATE_FUNCTIONS];
  const hint = didYouMean(name, functions) || `: there are ${functions.join(', ')}`;
  throw refuse(word.at, `There is no function named ${word.text}${hint}`);
}

export function parseName(reader: TokenReader, expected: string): NameNode {
  const first = reader.name(expected);
  if (!reader.acceptSign('.')) return { kind: 'name', prefix: undefined, name: first.text, at: first.at };
  const second = reader.name('the name of a field');
  if (reader.isSign('.')) {
    throw refuse(
      first.at,
      `${first.text}.${second.text}. leads over two steps: only one name may stand before a field's`,
    );
  }
  return { kind: 'name', prefix: first.text, name: second.text, at: first.at };
}

function parseAggregate(reader: TokenReader, word: Token, name: AggregateNode['name']): AggregateNode {
  reader.expectSign('(');
  const distinct = acceptDistinct(reader, name);
  if (name === 'COUNT' && !distinct && reader.acceptSign('*')) {
    reader.expectSign(')');
    return { kind: 'aggregate', name, distinct, of: undefined, at: word.at };
  }
  const of = argument(reader, word.text);
  reader.expectSign(')');
  return { kind: 'aggregate', name, distinct, of, at: word.at };
}

/** `distinct` belongs to COUNT alone (aqua.md §3.1). */
function acceptDistinct(reader: TokenReader, name: string): boolean {
  const { at } = reader.peek();
  // A field may have that name.
  const distinct =
    reader.isWord('DISTINCT') && reader.peek(1).kind === 'word' && reader.acceptWord('DISTINCT');
  if (distinct && name !== 'COUNT') {
    throw refuse(
      at,
      `Invalid Distinct column, without Count function: ${name} takes no DISTINCT`,
      'distinct',
    );
  }
  return distinct;
}

function argument(reader: TokenReader, name: string): NameNode {
  if (reader.isSign('(', 1)) {
    throw refuse(reader.peek().at, `${name} takes a field: no function may stand inside another`);
  }
  return parseName(reader, 'a field');
}

function parseDateCall(reader: TokenReader, word: Token, name: DateCallNode['name']): DateCallNode {
  reader.expectSign('(');
  const of = acceptLiteral(reader) ?? argument(reader, word.text);
  reader.expectSign(')');
  return { kind: 'date-call', name, of, at: word.at };
}
