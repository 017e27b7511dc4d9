import type { ConditionNode, NameNode } from '../zoql-syntax/ast.ts';
import { acceptLiteral, acceptOperator } from '../zoql-syntax/literal.ts';
import { type Position, refuse } from '../zoql-syntax/refuse.ts';
import { TokenReader } from '../zoql-syntax/token-reader.ts';
import { tokenize } from '../zoql-syntax/tokens.ts';

/** A ZOQL query as written (aqua.md §5.4). */
export interface ZoqlQueryNode {
  readonly fields: readonly NameNode[];
  readonly from: { readonly name: string; readonly at: Position };
  readonly where: ConditionNode | undefined;
}

/** @throws LanguageError for what is not the grammar's, with what is allowed there. */
export function parseZoqlQuery(text: string, maxConditions: number): ZoqlQueryNode {
  const reader = new TokenReader(tokenize(text, 'backslash'));
  reader.expectWord('SELECT');
  if (reader.isSign('*')) throw reader.unexpected('the name of a field', 'ZOQL names each of its fields');
  const fields = [parseField(reader)];
  while (reader.acceptSign(',')) fields.push(parseField(reader));
  reader.expectWord('FROM');
  const from = reader.name('the name of an object');
  const where = reader.acceptWord('WHERE') ? parseConditions(reader, maxConditions) : undefined;
  reader.acceptSign(';');
  if (reader.peek().kind !== 'end') {
    throw reader.unexpected(
      where ? 'AND, OR or the end of the query' : 'WHERE or the end of the query',
      'ZOQL has no joins, brackets, ORDER BY, GROUP BY or LIMIT; Export ZOQL has',
    );
  }
  return { fields, from: { name: from.text, at: from.at }, where };
}

function parseField(reader: TokenReader): NameNode {
  const { text, at } = reader.name('the name of a field');
  if (reader.isSign('.')) throw reader.unexpected('the name alone', 'ZOQL has no joined objects');
  if (reader.isSign('(')) throw reader.unexpected('the name alone', 'ZOQL has no functions');
  return { kind: 'name', prefix: undefined, name: text, at };
}

/** AND before OR. */
function parseConditions(reader: TokenReader, most: number): ConditionNode {
  let count = 0;
  const test = (): ConditionNode => {
    count += 1;
    if (count > most) throw refuse(reader.peek().at, `The query has more than ${most} conditions`);
    return parseTest(reader);
  };
  const all = (): ConditionNode => joined(reader, 'AND', test);
  return joined(reader, 'OR', all);
}

function joined(reader: TokenReader, word: 'AND' | 'OR', parse: () => ConditionNode): ConditionNode {
  const first = parse();
  const conditions = [first];
  while (reader.acceptWord(word)) conditions.push(parse());
  return conditions.length === 1 ? first : { kind: word === 'AND' ? 'and' : 'or', conditions };
}

const TESTS = 'one of = != < <= > >= LIKE';

function parseTest(reader: TokenReader): ConditionNode {
  const left = parseField(reader);
  if (reader.acceptWord('LIKE')) {
    const { kind, text } = reader.peek();
    if (kind !== 'text' && kind !== 'quoted') throw reader.unexpected('a text in quotes');
    reader.take();
    return { kind: 'like', negated: false, value: left, pattern: text, at: left.at };
  }
  if (reader.isSign('<>')) throw reader.unexpected(TESTS);
  const operator = acceptOperator(reader);
  if (!operator) throw reader.unexpected(TESTS);
  const { kind, text, at } = reader.peek();
  if (kind === 'quoted') {
    reader.take();
    return {
      kind: 'comparison',
      operator,
      left,
      right: { kind: 'literal', form: 'text', text, at },
      at: left.at,
    };
  }
  const right = acceptLiteral(reader);
  if (!right) throw reader.unexpected('a value');
  return { kind: 'comparison', operator, left, right, at: left.at };
}
