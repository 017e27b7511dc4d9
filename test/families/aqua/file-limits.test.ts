import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sluice, startSluice } from '../../../src/main.ts';
import { AquaClient } from '../../support/aqua-client.ts';
import { PgpKeyPair } from '../../support/pgp-key-pair.ts';
import { until } from '../../support/server-process.ts';
import { unzip } from '../../support/unzip.ts';
import { testServer } from '../server.ts';

const QUERY = {
  name: 'accounts',
  query: 'select AccountNumber from Account order by AccountNumber limit 3',
  type: 'zoqlexport',
};

test('a file over the limit is 403 with the mark that clients look for (aqua.md §1.7)', async () => {
  await using server = await testServer({ limit: { 'aqua.maxFileBytes': '1MiB' } });
  const aqua = await AquaClient.signIn(server.url);
  const all = 'select * from InvoiceItem';
  const { batches } = await aqua.run([all, QUERY.query]);
  for (const path of ['/v1/files', '/apps/api/batch-query/file']) {
    const reply = await aqua.fetch('GET', `${path}/${batches[0]?.fileId}`);
    expect(reply.status).toBe(403);
    expect(reply.headers.get('content-type')).toBe('text/xml;charset=UTF-8');
    expect(await reply.text()).toContain('<security:max-object-size>1MB</security:max-object-size>');
  }
  expect(await aqua.file(batches[1])).toMatch(/^Account: /);
});

test('a file past its life is 404 like one that never was; its job stays (aqua.md §6)', async () => {
  await using server = await testServer({ limit: { 'aqua.fileLife': '1s' } });
  const aqua = await AquaClient.signIn(server.url);
  const job = await aqua.run({ queries: [QUERY] });
  const path = `/v1/files/${job.batches[0]?.fileId}`;
  await until('the file is gone', async () => (await aqua.fetch('GET', path)).status === 404);
  const gone = await aqua.call('GET', path);
  expect(gone.body).toMatchObject({ success: false, reasons: [{ code: 50000040 }] });
  expect((await aqua.call('GET', `${path}/status`)).status).toBe(404);
  const after = await aqua.get(job.id);
  expect(after).toMatchObject({ status: 'completed', batches: [{ status: 'completed', recordCount: 3 }] });
});

describe('files for the key of a tenant', () => {
  let keys: PgpKeyPair;
  let server: Sluice;
  let aqua: AquaClient;
  beforeAll(async () => {
    keys = await PgpKeyPair.make();
    const users = [{ name: 'ops@acme.test', password: 'ops', admin: true }];
    // The entity and an org of the seed's rows.
    const whose = { name: 'dev', entities: ['5c1ce000-0000-4000-8000-00000000e001'], orgs: ['north'] };
    server = await startSluice({
      principals: { tenants: [{ ...whose, pgpPublicKey: keys.publicKey, users }] },
    });
    aqua = new AquaClient(server.url, `Basic ${Buffer.from('ops@acme.test:ops').toString('base64')}`);
  });
  afterAll(() => server.stop());

  test.each(['zip', 'gzip'] as const)('come encrypted, as %s within', async (format) => {
    const job = await aqua.run({ encrypted: 'PGP', format, queries: [QUERY] });
    expect(job).toMatchObject({ encrypted: 'pgp', format: format.toUpperCase(), status: 'completed' });
    const reply = await aqua.fetch('GET', `/v1/files/${job.batches[0]?.fileId}`);
    const suffix = format === 'zip' ? 'zip' : 'gz';
    expect(reply.headers.get('content-type')).toBe('application/pgp-encrypted;charset=UTF-8');
    expect(reply.headers.get('content-disposition')).toBe(`attachment; filename=accounts.csv.${suffix}.pgp`);
    const bytes = Buffer.from(await reply.arrayBuffer());
    expect(reply.headers.get('content-length')).toBe(String(bytes.length));
    const { data } = await keys.decrypt(bytes);
    const text =
      format === 'gzip'
        ? gunzipSync(data).toString()
        : await unzip(data).then((entries) => {
            expect(entries.map(({ name }) => name)).toEqual(['accounts.csv']);
            return entries[0]?.text;
          });
    expect(text).toMatch(/^Account: Account Number\n(A\d+\n){3}$/);
    const others = await PgpKeyPair.make();
    await expect(others.decrypt(bytes)).rejects.toThrow();
  });

  test('come in no other way', async () => {
    const plain = await aqua.submit({ encrypted: 'pgp', format: 'csv', queries: [QUERY] });
    expect(plain).toMatchObject({ errorCode: '90010', message: 'Internal Server Error', status: 'error' });
  });
});
