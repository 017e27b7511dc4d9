import { describe, expect, it } from 'vitest';
import { translateError } from '../../../../src/engines/duckdb/emit/errors.ts';

const USER: readonly (readonly [duckdb: string, trino: string])[] = [
  ["Conversion Error: Could not convert string 'sluice! Division by zero' to INT64", 'Division by zero'],
  [
    "Conversion Error: Could not convert string 'sluice! Cannot cast 'abc' to INT' to INT64\n\nLINE 1: SELECT 'x' to INT64",
    "Cannot cast 'abc' to INT",
  ],
  [
    "Conversion Error: Type VARCHAR with value 'sluice! step must not be zero' can't be cast to the destination type BIGINT[]",
    'step must not be zero',
  ],
  [
    'Invalid Input Error: More than one row returned by a subquery used as an expression - scalar subqueries can only return a single row.',
    'Scalar sub-query has returned multiple rows',
  ],
  [
    'Out of Range Error: Overflow in addition of INT32 (2147483647 + 5)!',
    'integer addition overflow: 2147483647 + 5',
  ],
  [
    'Out of Range Error: Overflow in multiplication of INT64 (9223372036854775807 * 2)!',
    'bigint multiplication overflow: 9223372036854775807 * 2',
  ],
  [
    "Conversion Error: Type INT32 with value 300 can't be cast because the value is out of range for the destination type INT8",
    'Out of range for tinyint: 300',
  ],
];

describe('an error of the engine', () => {
  it.each(USER)('%s', (duckdb, trino) => {
    expect(translateError(duckdb)).toEqual({ kind: 'user', message: trino });
  });

  it.each([
    ['Out of Memory Error: failed to allocate data of size 16.0 KiB', 'limit-memory'],
    ['IO Error: Could not write file', 'temporary'],
    ['Catalog Error: Table with name nope does not exist', 'internal'],
    ['Parser Error: syntax error at or near "timestamp out of range"', 'internal'],
    ['Binder Error: Max expression depth limit of 1000 exceeded', 'user'],
    ['Binder Error: Referenced column "c9" not found', 'internal'],
    ['something nobody knows', 'internal'],
  ])('%s is %s', (message, kind) => {
    expect(translateError(message).kind).toBe(kind);
  });

  it('that is a fault of the emitter says nothing that invites to another try', () => {
    const { message } = translateError('Binder Error: Referenced column "c9" not found, try again');
    expect(message).toBe('The statement could not be run on this engine');
  });
});
