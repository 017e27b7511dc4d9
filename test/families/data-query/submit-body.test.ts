import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { optionsFromCode } from '../../../src/config/read-options.ts';
import { readSubmit } from '../../../src/families/data-query/submit-body.ts';
import { Refusal } from '../../../src/platform/errors/refusal.ts';
import { EncryptionKeyPair } from '../../support/encryption-key-pair.ts';

const GOOD = { query: 'SELECT 1', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
const rules = optionsFromCode({});

function read(body: unknown, options: Readonly<Record<string, unknown>> = {}) {
  return readSubmit(body, Object.keys(options).length === 0 ? rules : optionsFromCode(options));
}

function refused(body: unknown, options?: Readonly<Record<string, unknown>>): string {
  try {
    read(body, options);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.status).toBe(400);
    return error.message;
  }
  throw new Error('was accepted');
}

describe('a submit', () => {
  test('has the documented defaults', () => {
    expect(read(GOOD)).toEqual({
      query: 'SELECT 1',
      outputFormat: 'CSV',
      compression: 'NONE',
      deleted: 'live',
      sourceData: 'LIVE',
      useIndexJoin: false,
    });
  });

  test('takes null as absent and ignores unknown fields', () => {
    const body = { ...GOOD, readDeleted: null, sourceData: null, warehouseSize: null, colour: 'red' };
    expect(read(body)).toEqual(read(GOOD));
  });

  test.each(['JSON', 'CSV', 'TSV', 'DSV'])('takes outputFormat %s, in any case', (outputFormat) => {
    expect(read({ ...GOOD, outputFormat }).outputFormat).toBe(outputFormat);
    expect(read({ ...GOOD, outputFormat: outputFormat.toLowerCase() }).outputFormat).toBe(outputFormat);
  });

  test('takes enum values in upper case only when so chosen', () => {
    const choice = { 'dataQuery.enumCase': 'upper' };
    expect(refused({ ...GOOD, outputFormat: 'csv' }, { choice })).toBe(
      'outputFormat must be one of [JSON, CSV, TSV, DSV]',
    );
  });

  test.each([
    ['WAREHOUSE', 'WAREHOUSE'],
    ['DATAHUB', 'WAREHOUSE'],
    ['live', 'LIVE'],
  ])('sourceData %s is %s', (given, understood) => {
    expect(read({ ...GOOD, sourceData: given }).sourceData).toBe(understood);
  });

  test.each(['xsmall', 'NULL', null])('takes warehouseSize %s', (warehouseSize) => {
    expect(read({ ...GOOD, sourceData: 'WAREHOUSE', warehouseSize }).sourceData).toBe('WAREHOUSE');
  });
});

describe('a bad body is told', () => {
  test.each([
    ['no query', { query: undefined }, 'query may not be null'],
    ['a null query', { query: null }, 'query may not be null'],
    ['an empty query', { query: '' }, 'query may not be empty'],
    ['a blank query', { query: ' \n' }, 'query may not be empty'],
    ['a number as query', { query: 1 }, 'query must be a string'],
    ['no outputFormat', { outputFormat: undefined }, 'outputFormat may not be null'],
    ['another outputFormat', { outputFormat: 'XML' }, 'outputFormat must be one of [JSON, CSV, TSV, DSV]'],
    ['a number as outputFormat', { outputFormat: 3 }, 'outputFormat must be one of [JSON, CSV, TSV, DSV]'],
    ['no compression', { compression: undefined }, 'compression may not be null'],
    ['another compression', { compression: 'BZIP' }, 'compression must be one of [NONE, GZIP, ZIP]'],
    ['no output', { output: undefined }, 'output may not be null'],
    ['a text as output', { output: 'S3' }, 'output must be an object such as {"target":"S3"}'],
    ['no target', { output: {} }, 'output.target may not be null'],
    ['another target', { output: { target: 'FTP' } }, 'output.target must be one of [S3]'],
    ['another source', { sourceData: 'LAKE' }, 'sourceData must be one of [LIVE, WAREHOUSE, DATAHUB]'],
    ['another size', { warehouseSize: 'large' }, 'warehouseSize must be one of [xsmall, NULL]'],
    ['a text as switch', { readDeleted: 'true' }, 'readDeleted must be one of [true, false]'],
    ['a number as switch', { useIndexJoin: 1 }, 'useIndexJoin must be one of [true, false]'],
  ])('%s', (_, change, message) => {
    expect(refused({ ...GOOD, ...change })).toBe(message);
  });

  test('with every fault at once', () => {
    expect(refused({ outputFormat: 'XML' })).toBe(
      'query may not be null; outputFormat must be one of [JSON, CSV, TSV, DSV]; compression may not be null; output may not be null',
    );
  });

  test.each([null, [], 'x', 1, true])('%j is no object', (body) => {
    expect(refused(body)).toBe('Unable to process JSON');
  });

  test('that hides fields in its prototype', () => {
    expect(refused(JSON.parse('{"__proto__":{"query":"SELECT 1"}}'))).toContain('query may not be null');
  });
});

describe('the length of a query', () => {
  test('is counted in characters', () => {
    const limit = { 'dataQuery.maxQueryLength': 10 };
    expect(read({ ...GOOD, query: '𝒳'.repeat(10) }, { limit }).query).toHaveLength(20);
    expect(refused({ ...GOOD, query: 'x'.repeat(11) }, { limit })).toBe(
      'The query string exceeds the maximum length of 10 characters',
    );
  });

  test('is one million by default', () => {
    expect(refused({ ...GOOD, query: 'x'.repeat(1_000_001) })).toBe(
      'The query string exceeds the maximum length of 1000000 characters',
    );
  });
});

describe('the separator', () => {
  const dsv = { ...GOOD, outputFormat: 'DSV' };

  test.each([':', '\t', '§', '𝒳', ' '])('%j is taken for DSV', (columnSeparator) => {
    expect(read({ ...dsv, columnSeparator }).columnSeparator).toBe(columnSeparator);
  });

  test('is | for DSV without one', () => {
    expect(read(dsv).columnSeparator).toBe('|');
  });

  test('is ignored with another format, whatever it is', () => {
    expect(read({ ...GOOD, columnSeparator: 'too long' }).columnSeparator).toBeUndefined();
  });

  test.each(['', '::', '"', '\n', '\r', '\ud800', 1])('%j is refused', (columnSeparator) => {
    expect(refused({ ...dsv, columnSeparator })).toMatch(/^columnSeparator must be one character/);
  });
});

describe('the warehouse', () => {
  test('that is off is told', () => {
    const choice = { 'dataQuery.warehouse': 'off' };
    expect(refused({ ...GOOD, sourceData: 'WAREHOUSE' }, { choice })).toBe('Zuora Warehouse is not enabled');
  });
});

describe('the encryption key', () => {
  test.each([
    ['no base64', 'no base64!'],
    ['no DER', 'AAAA'],
    ['PEM', `-----BEGIN PUBLIC KEY-----\n${new EncryptionKeyPair().publicKey}\n-----END PUBLIC KEY-----`],
    ['512 bits', new EncryptionKeyPair(512).publicKey],
    ['2048 bits', new EncryptionKeyPair(2048).publicKey],
    ['of another kind', ellipticKey()],
    ['an exponent that changes nothing', rsaKey(2n ** 1023n + 1n, 1n)],
    ['an exponent that costs the server dearly', rsaKey(2n ** 1023n + 1n, 2n ** 1000n + 1n)],
    ['a modulus that cannot work', rsaKey(2n ** 1023n, 65537n)],
    ['a number', 7],
    ['empty', ''],
  ])('%s is refused', (_, encryptionKey) => {
    expect(refused({ ...GOOD, encryptionKey })).toBe(
      'encryptionKey must be a base64-encoded 1024-bit RSA public key',
    );
  });

  test('that is good is taken, and null is none', () => {
    const { publicKey: encryptionKey } = new EncryptionKeyPair();
    expect(read({ ...GOOD, encryptionKey }).encryptionKey).toBe(encryptionKey);
    expect(read({ ...GOOD, encryptionKey: null })).toEqual(read(GOOD));
  });
});

function ellipticKey(): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

/** A key as nobody makes it. */
function rsaKey(modulus: bigint, exponent: bigint): string {
  const number = (value: bigint): string => {
    const hex = value.toString(16);
    return Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex').toString('base64url');
  };
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'RSA', n: number(modulus), e: number(exponent) },
  });
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}
