import { describe, expect, test } from 'vitest';
import { optionsFromCode } from '../../../src/config/read-options.ts';
import { readSubmit } from '../../../src/families/aqua/submit-body.ts';
import { Refusal } from '../../../src/platform/errors/refusal.ts';

const QUERY = { name: 'accounts', query: 'select Id from Account', type: 'zoqlexport' };
const GOOD = { queries: [QUERY] };

function read(body: unknown, choice: Readonly<Record<string, string>> = {}) {
  return readSubmit(body, optionsFromCode({ choice }).choices);
}

function refused(body: unknown, choice?: Readonly<Record<string, string>>): string {
  try {
    read(body, choice);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.message.replace('The request is malformed: ', '');
  }
  throw new Error('was accepted');
}

describe('a submit of AQuA', () => {
  test('has the documented defaults', () => {
    expect(read({ queries: [{ query: 'select Id from Account' }] })).toEqual({
      queries: [{ query: 'select Id from Account', type: 'zoqlexport', apiVersion: '145.0' }],
      version: '1.0',
      format: 'csv',
      encrypted: 'none',
      dateTimeUtc: false,
      useQueryLabels: false,
      nullReplacement: '',
      offset: 0,
      useLastCompletedJobQueries: false,
      sourceData: 'LIVE',
    });
  });

  test('takes null and empty texts of a session as absent, and ignores keys that nobody knows', () => {
    const body = {
      ...GOOD,
      partner: null,
      project: '',
      incrementalTime: null,
      warehouseSize: 'xsmall',
      colour: 1,
    };
    expect(read(body)).toEqual(read(GOOD));
  });

  test.each([
    [true, true],
    ['true', true],
    ['TRUE', true],
    [false, false],
    ['false', false],
    ['', false],
  ])('takes the boolean %j', (given, understood) => {
    const { dateTimeUtc, useQueryLabels, useLastCompletedJobQueries } = read({
      ...GOOD,
      dateTimeUtc: given,
      useQueryLabels: given,
      useLastCompletedJobQueries: given,
    });
    expect([dateTimeUtc, useQueryLabels, useLastCompletedJobQueries]).toEqual([
      understood,
      understood,
      understood,
    ]);
  });

  test.each([
    ['1.0', '1.0'],
    [1, '1.0'],
    ['1', '1.0'],
    [1.1, '1.1'],
    ['1.1', '1.1'],
    ['1.2', '1.2'],
  ])('takes the version %j and says %s', (given, said) => {
    expect(read({ ...GOOD, version: given }).version).toBe(said);
  });

  test.each([
    [91, '91.0'],
    ['91.0', '91.0'],
    ['69', '69.0'],
    [undefined, '145.0'],
  ])('takes the apiVersion %j and says %s', (apiVersion, said) => {
    expect(read({ queries: [{ ...QUERY, apiVersion }] }).queries[0]?.apiVersion).toBe(said);
  });

  test.each(['csv', 'CSV', 'Zip', 'GZIP'])('takes the format %s', (format) => {
    expect(read({ ...GOOD, format }).format).toBe(format.toLowerCase());
  });

  test('takes names longer than documented, and queries with line breaks, as they are', () => {
    const name = 'National Delivery Fulfilment @ 2026-03-03';
    const query = "select Id\nfrom Account where (Status = 'Active')AND AutoPay = true ";
    const read1 = read({ name, queries: [{ name: 'a: b', query }] });
    expect([read1.name, read1.queries[0]?.name, read1.queries[0]?.query]).toEqual([name, 'a: b', query]);
  });

  test('takes `deleted` as an object and as an array of which the first counts', () => {
    const deleted = { column: 'IsDeleted', format: 'Boolean', forceExport: 'true' };
    const read1 = (given: unknown) => read({ queries: [{ ...QUERY, deleted: given }] }).queries[0]?.deleted;
    expect(read1(deleted)).toEqual({ column: 'IsDeleted', format: 'Boolean', forceExport: true });
    expect(read1([deleted])).toEqual(read1(deleted));
    expect(read1([])).toBeUndefined();
    expect(read1(null)).toBeUndefined();
    expect(read1({ column: 'Deleted', format: 'numeric' })).toEqual({ column: 'Deleted', format: 'numeric' });
  });

  test.each([
    [-1, 0],
    [90, 90],
    ['90', 90],
    [99_999, 3600],
  ])('clamps the offset %j to %j', (offset, understood) => {
    expect(read({ ...GOOD, offset }).offset).toBe(understood);
  });

  test('refuses an offset out of range when so chosen', () => {
    expect(refused({ ...GOOD, offset: -1 }, { 'aqua.offsetRange': 'refuse' })).toBe(
      'offset must be a number from 0 to 3600',
    );
  });

  test('reads a query without a type as ZOQL when so chosen', () => {
    const body = { queries: [{ query: 'select Id from Account' }] };
    expect(read(body, { 'aqua.defaultType': 'zoql' }).queries[0]?.type).toBe('zoql');
  });

  test.each([
    [[], 'it must be one JSON object'],
    ['text', 'it must be one JSON object'],
    [{ ...GOOD, format: 'json' }, 'format must be one of [csv, zip, gzip]'],
    [{ ...GOOD, encrypted: 'aes' }, 'encrypted must be one of [none, pgp]'],
    [{ ...GOOD, version: 'new' }, 'version must be a version such as 1.1'],
    [{ ...GOOD, dateTimeUtc: 'yes' }, 'dateTimeUtc must be true or false'],
    [{ ...GOOD, offset: '1h' }, 'offset must be a whole number'],
    [{ ...GOOD, nullReplacement: 'x'.repeat(1001) }, 'nullReplacement must have at most 1000 characters'],
    [{ queries: {} }, 'queries must be an array'],
    [{ queries: ['select'] }, 'queries[0] must be an object'],
    [{ queries: [QUERY, { name: 'b' }] }, 'queries[1].query is missing'],
    [{ queries: [{ ...QUERY, type: 'sql' }] }, 'queries[0].type must be one of [zoql, zoqlexport]'],
    [{ queries: [{ ...QUERY, deleted: { format: 'Boolean' } }] }, 'queries[0].deleted.column is missing'],
    [
      { queries: [{ ...QUERY, deleted: { column: 'D', format: 'Text' } }] },
      'queries[0].deleted.format must be one of [Boolean, Numeric]',
    ],
    [
      { ...GOOD, format: 'json', offset: 'x' },
      'format must be one of [csv, zip, gzip]; offset must be a whole number',
    ],
  ])('%j is malformed: %s', (body, fault) => {
    expect(refused(body)).toBe(fault);
  });

  test('tells what is wrong with the first of very many wrong items, and no more', () => {
    expect(refused({ queries: Array(5000).fill(1) })).toBe(
      Array.from({ length: 20 }, (_, index) => `queries[${index}] must be an object`).join('; '),
    );
  });

  test('takes names of a thousand characters, and none longer', () => {
    const long = 'n'.repeat(1000);
    const named = { name: long, partner: long, project: long, queries: [{ ...QUERY, name: long }] };
    expect(read(named)).toMatchObject(named);
    const tooLong = Object.fromEntries(
      ['name', 'partner', 'project'].map((field) => [field, `${long}n`] as const),
    );
    expect(refused({ ...GOOD, ...tooLong })).toBe(
      ['name', 'partner', 'project'].map((field) => `${field} must have at most 1000 characters`).join('; '),
    );
    expect(refused({ queries: [{ ...QUERY, name: `${long}n` }] })).toContain('queries[0].name');
  });

  test('asks for no more currencies than there are', () => {
    expect(refused({ queries: [{ ...QUERY, convertToCurrencies: 'EUR,'.repeat(251) }] })).toBe(
      'queries[0].convertToCurrencies must have at most 1000 characters',
    );
  });

  test('takes brackets within brackets for no word', () => {
    const deep: unknown = JSON.parse('['.repeat(9000) + ']'.repeat(9000));
    expect(refused({ ...GOOD, format: deep })).toBe('format must be one of [csv, zip, gzip]');
  });
});
