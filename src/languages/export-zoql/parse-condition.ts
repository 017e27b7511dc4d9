import type { ConditionNode, OperandNode } from '../zoql-syntax/ast.ts';
import { acceptOperator } from '../zoql-syntax/literal.ts';
import type { TokenReader } from '../zoql-syntax/token-reader.ts';
import { parseOperand } from './parse-expression.ts';

/** NOT before AND before OR (aqua.md §5.1). */
export function parseCondition(reader: TokenReader): ConditionNode {
  return joined(reader, 'OR', () => joined(reader, 'AND', () => parseNot(reader)));
}

function joined(reader: TokenReader, word: 'AND' | 'OR', parse: () => ConditionNode): ConditionNode {
  const first = parse();
  const conditions = [first];
  while (reader.acceptWord(word)) conditions.push(parse());
  return conditions.length === 1 ? first : { kind: word === 'AND' ? 'and' : 'or', conditions };
}

function parseNot(reader: TokenReader): ConditionNode {
  if (reader.acceptWord('NOT')) {
    return { kind: 'not', condition: reader.nested(() => parseNot(reader)) };
  }
  if (!reader.isSign('(')) return parseTest(reader);
  reader.take();
  if (reader.isWord('SELECT')) throw reader.unexpected('a condition', 'there are no queries within queries');
  const condition = reader.nested(() => parseCondition(reader));
  reader.expectSign(')');
  return condition;
}

const TESTS = 'one of = != <> < <= > >= LIKE, NOT LIKE, IS NULL, IS NOT NULL';

function parseTest(reader: TokenReader): ConditionNode {
  const { at } = reader.peek();
  const left = parseOperand(reader);
  const operator = acceptOperator(reader);
  if (operator) {
    if (reader.isSign('('))
      throw reader.unexpected('a field, a function or a value', 'there are no queries within queries');
    return { kind: 'comparison', operator, left, right: parseOperand(reader), at };
  }
  if (reader.acceptWord('IS')) {
    const negated = reader.acceptWord('NOT');
    reader.expectWord('NULL');
    return { kind: 'null-test', negated, value: left, at };
  }
  return parseLike(reader, left);
}

function parseLike(reader: TokenReader, value: OperandNode): ConditionNode {
  const negated = reader.isWord('NOT');
  if (reader.isWord('IN', negated ? 1 : 0)) {
    throw reader.unexpected(TESTS, 'write a list as several comparisons joined by OR');
  }
  if (reader.isWord('BETWEEN', negated ? 1 : 0)) {
    throw reader.unexpected(TESTS, 'write a range as two comparisons joined by AND');
  }
  if (!reader.isWord('LIKE', negated ? 1 : 0)) throw reader.unexpected(TESTS);
  if (negated) reader.take();
  reader.take();
  if (reader.peek().kind !== 'text') throw reader.unexpected('a text in single quotes');
  return { kind: 'like', negated, value, pattern: reader.take().text, at: value.at };
}
