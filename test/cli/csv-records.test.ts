import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvRecords } from '../../src/cli/csv-records.ts';

async function read(text: string, chunk = 3): Promise<readonly (readonly string[])[]> {
  const bytes = new TextEncoder().encode(text);
  async function* chunks() {
    for (let i = 0; i < bytes.length; i += chunk) yield bytes.subarray(i, i + chunk);
  }
  const records: (readonly string[])[] = [];
  for await (const record of csvRecords(chunks())) records.push(record);
  return records;
}

it.each([
  [
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a,b\r\n1,\r\n',
    [
      ['a', 'b'],
      ['1', ''],
    ],
  ],
  ['"x ""y""\nz",","', [['x "y"\nz', ',']]],
  ['日本\n', [['日本']]],
  ['', []],
])('%j', async (text, records) => expect(await read(text)).toEqual(records));

it('what is written by the rules comes back, wherever the file is cut into pieces', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', '日') });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { minLength: 1 }),
      fc.integer({ min: 1, max: 7 }),
      async (records, chunk) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = records.map((record) => `${record.map(quoted).join(',')}\n`).join('');
        expect(await read(text, chunk)).toEqual(records);
      },
    ),
  );
});

it('a file that ends inside quotes was cut off', async () => {
  await expect(read('a\n"b')).rejects.toThrow('ends inside quotes');
});
