import type { DateCallNode, NameNode } from '../zoql-syntax/ast.ts';
import { refuse } from '../zoql-syntax/refuse.ts';
import { TokenReader } from '../zoql-syntax/token-reader.ts';
import { tokenize } from '../zoql-syntax/tokens.ts';
import type { AliasNode, ExportQueryNode, ItemNode, OrderNode } from './ast.ts';
import { parseCondition } from './parse-condition.ts';
import { parseExpression } from './parse-expression.ts';

/** @throws LanguageError for what is not the grammar's (aqua.md §5.1), with what is allowed there. */
export function parseExportQuery(text: string): ExportQueryNode {
  const reader = new TokenReader(tokenize(text, 'doubled'));
  reader.expectWord('SELECT');
  const items = parseItems(reader);
  reader.expectWord('FROM');
  const from = reader.name('the name of a data source');
  refuseMoreSources(reader);
  const where = reader.acceptWord('WHERE') ? parseCondition(reader) : undefined;
  const groupBy = acceptBy(reader, 'GROUP') ? list(reader, () => parseGroup(reader)) : [];
  const having = reader.acceptWord('HAVING') ? parseCondition(reader) : undefined;
  const orderBy = acceptBy(reader, 'ORDER') ? list(reader, () => parseOrder(reader)) : [];
  const limit = reader.acceptWord('LIMIT') ? parseLimit(reader) : undefined;
  reader.acceptSign(';');
  if (reader.peek().kind !== 'end')
    throw reader.unexpected(expectedAfter(limit !== undefined, orderBy.length > 0));
  return { items, from: { name: from.text, at: from.at }, where, groupBy, having, orderBy, limit };
}

function expectedAfter(limited: boolean, ordered: boolean): string {
  if (limited) return 'the end of the query';
  return ordered
    ? 'LIMIT or the end of the query'
    : 'WHERE, GROUP BY, HAVING, ORDER BY, LIMIT or the end of the query';
}

function list<T>(reader: TokenReader, parse: () => T): readonly T[] {
  const parsed = [parse()];
  while (reader.acceptSign(',')) parsed.push(parse());
  return parsed;
}

function acceptBy(reader: TokenReader, word: 'GROUP' | 'ORDER'): boolean {
  if (!reader.acceptWord(word)) return false;
  reader.expectWord('BY');
  return true;
}

function parseItems(reader: TokenReader): readonly ItemNode[] {
  const { at } = reader.peek();
  // A field may have that name.
  if (reader.isWord('DISTINCT') && !reader.isSign(',', 1) && !reader.isWord('FROM', 1)) {
    throw refuse(at, 'Invalid Distinct column, without Count function', 'distinct');
  }
  return list(reader, () => parseItem(reader));
}

function parseItem(reader: TokenReader): ItemNode {
  const { at, kind, text } = reader.peek();
  if (reader.isWord('FROM') && reader.peek(1).kind === 'word' && !reader.isWord('FROM', 1)) {
    throw reader.unexpected('a field or a function');
  }
  if (reader.acceptSign('*')) return { kind: 'all', of: undefined, at };
  if (kind === 'word' && reader.isSign('.', 1) && reader.isSign('*', 2)) {
    for (let i = 0; i < 3; i += 1) reader.take();
    return { kind: 'all', of: text, at };
  }
  return { kind: 'item', value: parseExpression(reader), alias: acceptAlias(reader) };
}

function acceptAlias(reader: TokenReader): AliasNode | undefined {
  const named = reader.acceptWord('AS');
  const { kind, text, at } = reader.peek();
  const alias =
    kind === 'quoted' || kind === 'text' || (kind === 'word' && (named || !reader.isWord('FROM')));
  if (!alias) {
    if (named) throw reader.unexpected('an alias');
    return undefined;
  }
  reader.take();
  if (text === '') throw refuse(at, 'An alias has at least one character');
  return { text, at };
}

const CLAUSES = ['WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT'];

function refuseMoreSources(reader: TokenReader): void {
  if (CLAUSES.some((word) => reader.isWord(word))) return;
  const expected = expectedAfter(false, false);
  if (reader.isSign(',') || [0, 1, 2].some((ahead) => reader.isWord('JOIN', ahead))) {
    throw reader.unexpected(
      expected,
      'joined objects are named in front of their fields, as in BillToContact.City',
    );
  }
  const { kind } = reader.peek();
  if (kind === 'word' || kind === 'quoted')
    throw reader.unexpected(expected, 'a data source has no other name');
}

function parseGroup(reader: TokenReader): NameNode | DateCallNode {
  const value = parseExpression(reader, 'a field or a date function');
  if (value.kind === 'aggregate')
    throw refuse(value.at, `GROUP BY takes fields and date functions: ${value.name} is neither`);
  return value;
}

function parseOrder(reader: TokenReader): OrderNode {
  const value = parseExpression(reader);
  const descending = reader.acceptWord('DESC');
  if (!descending) reader.acceptWord('ASC');
  return { value, descending };
}

function parseLimit(reader: TokenReader): { readonly skip: number; readonly count: number } {
  const first = parseCount(reader);
  return reader.acceptSign(',') ? { skip: first, count: parseCount(reader) } : { skip: 0, count: first };
}

function parseCount(reader: TokenReader): number {
  const { kind, text } = reader.peek();
  const count = Number(text);
  if (kind !== 'number' || !/^\d+$/.test(text) || !Number.isSafeInteger(count)) {
    throw reader.unexpected('a whole number from 0 on');
  }
  reader.take();
  return count;
}
