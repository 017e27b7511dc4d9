import { once } from 'node:events';
import { request } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { accountsCsv, BulkClient } from '../../support/bulk-client.ts';
import { type TestServer, testServer } from '../server.ts';

const MIB = 1024 * 1024;
const MOST_MIB = 12;

/** The beginnings of an .xlsx. */
function workbook(): Promise<Buffer> {
  const zip = new ZipFile();
  for (const name of ['[Content_Types].xml', 'xl/workbook.xml']) zip.addBuffer(Buffer.from('<x/>'), name);
  zip.end();
  return buffer(zip.outputStream);
}

let server: TestServer;
let bulk: BulkClient;
beforeAll(async () => {
  server = await testServer({ seed: 'none', limit: { 'bulk.maxFileBytes': `${MOST_MIB}MiB` } });
  bulk = new BulkClient(server.dev);
});
afterAll(() => server[Symbol.asyncDispose]());

/** What was wrong with a file, and that nothing of it was written. */
async function whyFailed(file: string | Buffer): Promise<unknown> {
  const { failureReason, ...summary } = await bulk.run(file);
  expect(summary).toMatchObject({ status: 'Failed', rowsSucceeded: 0, rowsFailed: 0 });
  expect(await server.dev.run('SELECT id FROM account')).toMatchObject({ outputRows: 0 });
  return failureReason;
}

describe('a file fails its job, which says why and writes nothing, when it', () => {
  test.each([
    ['is packed by gzip', async () => gzipSync(accountsCsv(3))],
    ['is a workbook', workbook],
  ])('%s', async (_, file) => {
    expect(await whyFailed(await file())).toBe(
      'Line 1: not UTF-8; allowed: text in UTF-8, neither compressed nor a spreadsheet.',
    );
  });

  test('has 100,000 columns', async () => {
    const cells = Array.from({ length: 99_999 }, (_, column) => `c${column}`).join();
    expect(await whyFailed(`Name,${cells}\nAcme,${cells}\n`)).toBe(
      'The file has 100000 columns; allowed: 1000.',
    );
  });

  test('has a value of 10 MB', async () => {
    const file = `Name,Currency\nAcme,USD\n${'x'.repeat(10 * MIB)},USD\n`;
    expect(await whyFailed(file)).toBe('Line 3: longer than 2000000 bytes.');
  });
});

test('a file that does not say its length is refused once it is too large, and nothing of it is kept', async () => {
  const created = await bulk.create();
  const upload = request(created.uploadUrl, { method: 'PUT' });
  const answered = once(upload, 'response');
  for (let sent = 0; sent <= MOST_MIB; sent++) upload.write(Buffer.alloc(MIB, 'x'));
  upload.end();
  const [response] = await answered;
  expect([response.statusCode, await text(response)]).toEqual([
    400,
    expect.stringContaining('<Code>EntityTooLarge</Code>'),
  ]);
  expect(await bulk.submit(created.id)).toMatchObject({
    status: 400,
    body: { reasons: [{ message: `Job ${created.id} has no file: upload one, then submit it` }] },
  });
});
