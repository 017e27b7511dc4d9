import { expect, it } from 'vitest';
import { nameQueries } from '../../src/cli/export-queries.ts';

const named = (...texts: string[]) => nameQueries(texts).map(({ name, query }) => [name, query]);

it('a query is named by what stands before =, else after its object, with a number where that is taken', () => {
  expect(
    named(
      'select Id from Account',
      'lines = SELECT Id FROM InvoiceItem',
      "select Id\nfrom account where Name = 'select'",
      'select Id from Account where a = 1',
    ),
  ).toEqual([
    ['Account', 'select Id from Account'],
    ['lines', 'SELECT Id FROM InvoiceItem'],
    ['account-2', "select Id\nfrom account where Name = 'select'"],
    ['Account-3', 'select Id from Account where a = 1'],
  ]);
});

it('what is no query gets a name all the same: the server says what is wrong with it', () => {
  expect(named('nonsense')).toEqual([['query', 'nonsense']]);
});

it.each([
  [['a=select 1', 'A=select 2'], 'two queries are named A'],
  [[' '], 'a query is empty'],
])('%j is refused', (texts, message) => expect(() => named(...texts)).toThrow(message));
