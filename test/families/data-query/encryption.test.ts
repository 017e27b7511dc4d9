import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERY_TYPE, GOLDEN_FILES, goldenFile } from '../../golden/every-type.ts';
import { download } from '../../support/data-query-client.ts';
import { EncryptionKeyPair } from '../../support/encryption-key-pair.ts';
import { unzip } from '../../support/unzip.ts';
import { type TestServer, testServer } from '../server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ seed: 'small' });
});
afterAll(() => server[Symbol.asyncDispose]());

const keys = new EncryptionKeyPair();
const encryptionKey = keys.publicKey;
const FORMATS = { csv: 'CSV', tsv: 'TSV', dsv: 'DSV', jsonl: 'JSON' } as const;

describe.each(GOLDEN_FILES.map(([file, format, separator]) => ({ file, format, separator })))(
  'encrypted, $file',
  ({ file, format, separator }) => {
    test.each(['NONE', 'GZIP', 'ZIP'])(
      'as %s is the same file to who has the private key',
      async (compression) => {
        const options = {
          outputFormat: FORMATS[format],
          compression,
          columnSeparator: separator,
          encryptionKey,
        };
        const job = await server.dev.run(EVERY_TYPE, options);
        expect(job).toMatchObject({ queryStatus: 'completed', outputRows: 3 });
        const suffix = { NONE: '', GZIP: '.gz', ZIP: '.zip' }[compression] ?? '';
        const name = new URL(job.dataFile ?? '').pathname.split('/').at(-1) ?? '';
        expect(name).toMatch(new RegExp(`^${job.id}_\\d{16}\\.${format}${suffix.replace('.', '\\.')}$`));

        const stored = await download(job.dataFile ?? '');
        const golden = await goldenFile(file);
        expect(stored.includes(golden.subarray(0, 16))).toBe(false);
        const plain = keys.decrypt(stored);
        if (compression === 'ZIP') {
          expect(await unzip(plain)).toEqual([{ name: name.replace(/\.zip$/, ''), text: golden.toString() }]);
        } else expect((compression === 'GZIP' ? gunzipSync(plain) : plain).equals(golden)).toBe(true);
      },
    );
  },
);

test('without rows it is the header alone, and in JSON Lines nothing', async () => {
  const empty = async (outputFormat: string) => {
    const job = await server.dev.run('SELECT id FROM account WHERE false', { outputFormat, encryptionKey });
    return keys.decrypt(await download(job.dataFile ?? '')).toString();
  };
  expect(await empty('CSV')).toBe('id\n');
  expect(await empty('JSON')).toBe('');
});

test('nobody else can read it: each key gives other bytes, and so does each run', async () => {
  const files = await Promise.all(
    [keys, keys, new EncryptionKeyPair()].map(async ({ publicKey }) => {
      const job = await server.dev.run('SELECT 1 AS one', { encryptionKey: publicKey });
      return (await download(job.dataFile ?? '')).toString('base64');
    }),
  );
  expect(new Set(files).size).toBe(3);
});

test('cancelled while it is encrypted it leaves no file', async () => {
  const rows = 'SELECT a.id, b.name FROM account a CROSS JOIN account b CROSS JOIN account c';
  const { id } = await server.dev.submit(rows, { encryptionKey });
  await server.dev.started(id);
  expect((await server.dev.cancel(id)).status).toBe(200);
  const left = readdirSync(join(server.sluice.dataDir, 'results'), { recursive: true }).map(String);
  expect(left.filter((name) => name.includes(id))).toEqual([]);
});
