import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowLoad } from '../../../../src/ports/row-load.ts';
import { failure } from '../engine-fixture.ts';
import { LoadedTenant } from './loaded-tenant.ts';

let tenant: LoadedTenant;
beforeAll(async () => {
  tenant = await LoadedTenant.open();
});
afterAll(() => tenant[Symbol.asyncDispose]());

const JSONL = { file: { format: 'jsonl', delimiter: ',' } } as const;
const mapped = (column: string, field: string): Partial<RowLoad> => ({ mappings: [{ column, field }] });

describe('a file that cannot be loaded as a whole', () => {
  it.each<[what: string, content: string | Buffer, load: Partial<RowLoad>, text: RegExp]>([
    ['a byte-order mark', '\uFEFFName\nA\n', {}, /byte-order mark \(UTF-8\)/],
    ['a byte-order mark in JSONL', '\uFEFF{"Name":"A"}\n', JSONL, /byte-order mark/],
    ['UTF-16', Buffer.from('\uFEFFName\nA\n', 'utf16le'), {}, /byte-order mark \(UTF-16\)/],
    ['a header that is empty', 'Name,\nA,1\n', {}, /header of column 2 is empty/],
    ['a first line that is blank', '\nName\nA\n', {}, /header of column 1 is empty/],
    ['two equal headers', 'Name,Notes,Name\nA,b,c\n', {}, /"Name" stands twice, in columns 1 and 3/],
    [
      'too many columns',
      `${Array.from({ length: 1001 }, (_, i) => `c${i}`).join()}\n`,
      {},
      /1001 columns; allowed: 1000/,
    ],
    ['bytes that are not UTF-8', Buffer.from('Name\nA\n\xff\n', 'latin1'), {}, /^Line 3: not UTF-8/],
    ['such bytes in JSONL', Buffer.from('{}\n{"Name":"\xff"}\n', 'latin1'), JSONL, /^Line 2: not UTF-8/],
    ['a header with a NUL', 'Na\0me,Name\nA,B\n', {}, /header "Na\\u0000me" holds a NUL/],
    ['UTF-16 without a mark', Buffer.from('Name,Notes\nA,b\n', 'utf16le'), {}, /holds a NUL.*UTF-16/],
    [
      'a given header with a NUL',
      'A\n',
      { file: { format: 'csv', delimiter: ',', headers: ['Name\0'] } },
      /holds a NUL/,
    ],
    [
      'a quote in the header that nothing closes',
      '"Name,Notes\nA,b\n',
      {},
      /^Line 1: a quoted value does not/,
    ],
    ['a gzip file', gzipSync('Name\nA\n'), {}, /^Line 1: not UTF-8.*compressed/],
    [
      'a quote that nothing closes',
      'Name,Notes\nA,b\n"B,c\nD,e\n',
      {},
      /^Line 3: a quoted value does not end/,
    ],
    [
      'such a quote in a ragged file',
      'Name,Notes\nA\n"B,c\nD,e\n',
      {},
      /^Line 3: a quoted value does not end/,
    ],
    ['a line of 3 MB', `Name\n${'x'.repeat(3_000_000)}\n`, {}, /^Line 2: longer than 2000000 bytes/],
    ['an unknown object', 'Name\nA\n', { object: 'Vehicle' }, /no object "Vehicle"/],
    [
      'no column of ids to update by',
      'Name\nA\n',
      { action: 'update' },
      /no column that holds the records' ids/,
    ],
    ['no such column to delete by', 'Name\nA\n', { action: 'delete', idColumn: 'Key' }, /no column "Key"/],
    ['a mapping of an unknown column', 'Name\nA\n', mapped('name', 'Name'), /column "name", which the file/],
    ['a mapping to an unknown field', 'Name\nA\n', mapped('Name', 'Colour'), /field "Colour", which Account/],
    ['two columns that fill one field', 'Name,name\nA,B\n', {}, /"Name" and "name" both fill Account.Name/],
    ['two keys that fill one field', '{"Name":"A"}\n{"NAME":"B"}\n', JSONL, /"Name" and "NAME" both fill/],
  ])('says so: %s', async (_what, content, load, text) => {
    const error = await failure(tenant.load(content, load));
    expect(error.kind).toBe('user');
    expect(error.message).toMatch(text);
    expect(await tenant.value('SELECT count(*) FROM data.account')).toBe('0');
    expect(tenant.left()).toEqual([]);
  });

  it('has two empty result files', async () => {
    const work = tenant.work(tenant.file('\uFEFFName\nA\n'), {});
    const { report, succeeded, failed } = await tenant.report(work);
    expect([report.counts, succeeded, failed]).toEqual([
      { rows: undefined, succeeded: 0, failed: 0 },
      '',
      '',
    ]);
  });
});

describe('a file without rows', () => {
  it.each([
    ['no byte', '', {}, ['', '']],
    ['a header alone', 'Name', {}, ['Name,Id\n', 'Name,ErrorCode,ErrorMessage\n']],
    ['no byte, of JSONL', '', JSONL, ['', '']],
    ['blank lines of JSONL', '\n  \n', JSONL, ['', '']],
    [
      'no byte, with headers given',
      '',
      { file: { format: 'csv', delimiter: ',', headers: ['Name'] } },
      ['Name,Id\n', 'Name,ErrorCode,ErrorMessage\n'],
    ],
    ['no byte, to update', '', { action: 'update' }, ['', '']],
  ] as const)('loads none: %s', async (_what, content, load, files) => {
    const { counts, succeeded, failed } = await tenant.load(content, load);
    expect(counts).toEqual({ rows: 0, succeeded: 0, failed: 0 });
    expect([succeeded, failed]).toEqual(files);
  });
});
