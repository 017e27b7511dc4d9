import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { download } from '../../support/data-query-client.ts';
import { unzip } from '../../support/unzip.ts';
import { type TestServer, testServer } from '../server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ seed: 'small' });
});
afterAll(() => server[Symbol.asyncDispose]());

/** One row of each kind of value, then nulls. */
const QUERY = `SELECT * FROM (VALUES
  (1, 'two, with comma', CAST(3.50 AS decimal(18,6)), true, DATE '2026-03-04', TIMESTAMP '2026-03-04 10:11:12.500 UTC'),
  (2, 'say "hi"|:', NULL, false, NULL, NULL)) AS t (id, text, amount, flag, day, at)`;

const HEADER = ['id', 'text', 'amount', 'flag', 'day', 'at'];
const PLAIN: Readonly<Record<string, string>> = {
  CSV: `${HEADER.join(',')}\n1,"two, with comma",3.500000,true,2026-03-04,2026-03-04T10:11:12.5Z\n2,"say ""hi""|:",,false,,\n`,
  TSV: `${HEADER.join('\t')}\n1\ttwo, with comma\t3.500000\ttrue\t2026-03-04\t2026-03-04T10:11:12.5Z\n2\t"say ""hi""|:"\t\tfalse\t\t\n`,
  DSV: `${HEADER.join(':')}\n1:two, with comma:3.500000:true:2026-03-04:"2026-03-04T10:11:12.5Z"\n2:"say ""hi""|:"::false::\n`,
  JSON:
    '{"id":1,"text":"two, with comma","amount":3.5,"flag":true,"day":"2026-03-04","at":"2026-03-04T10:11:12.5Z"}\n' +
    '{"id":2,"text":"say \\"hi\\"|:","amount":null,"flag":false,"day":null,"at":null}\n',
};
const EXTENSIONS: Readonly<Record<string, string>> = { CSV: 'csv', TSV: 'tsv', DSV: 'dsv', JSON: 'jsonl' };

describe.each(['CSV', 'TSV', 'DSV', 'JSON'])('%s', (outputFormat) => {
  const extension = EXTENSIONS[outputFormat] ?? '';
  const expected = PLAIN[outputFormat] ?? '';

  test.each(['NONE', 'GZIP', 'ZIP'])('as %s', async (compression) => {
    const job = await server.dev.run(QUERY, { outputFormat, compression, columnSeparator: ':' });
    expect(job).toMatchObject({ queryStatus: 'completed', outputRows: 2 });
    const suffix = { NONE: '', GZIP: '.gz', ZIP: '.zip' }[compression];
    const name = new URL(job.dataFile ?? '').pathname.split('/').at(-1) ?? '';
    expect(name).toMatch(new RegExp(`^${job.id}_\\d{16}\\.${extension}${suffix?.replace('.', '\\.')}$`));
    const bytes = await download(job.dataFile ?? '');
    if (compression === 'ZIP') {
      expect(await unzip(bytes)).toEqual([{ name: name.replace(/\.zip$/, ''), text: expected }]);
    } else expect((compression === 'GZIP' ? gunzipSync(bytes) : bytes).toString()).toBe(expected);
  });

  test('without rows', async () => {
    const job = await server.dev.run('SELECT accountnumber FROM account WHERE false', { outputFormat });
    expect(job).toMatchObject({ queryStatus: 'completed', outputRows: 0 });
    const text = (await download(job.dataFile ?? '')).toString();
    expect(text).toBe(outputFormat === 'JSON' ? '' : 'accountnumber\n');
  });
});

test('a job read later has a link signed later, to the same bytes', async () => {
  const job = await server.dev.run('SELECT 1 AS one');
  const first = job.dataFile ?? '';
  let second = first;
  const end = Date.now() + 10_000;
  while (second === first && Date.now() < end) second = (await server.dev.get(job.id)).dataFile ?? '';
  expect(second).not.toBe(first);
  expect(await download(second)).toEqual(await download(first));
});

test('a link that has ended is 403 as at S3', async () => {
  await using brief = await testServer({ seed: 'none', limit: { 'dataQuery.linkLife': '1s' } });
  const { dataFile = '' } = await brief.dev.run('SELECT 1');
  expect((await fetch(dataFile)).status).toBe(200);
  let reply = await fetch(dataFile);
  const end = Date.now() + 10_000;
  while (reply.status === 200 && Date.now() < end) reply = await fetch(dataFile);
  expect([reply.status, await reply.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
});

describe('deleted rows', () => {
  const count = async (sql: string, readDeleted: boolean) => {
    const job = await server.dev.run(sql, { outputFormat: 'JSON', readDeleted });
    expect(job.errorMessage).toBeUndefined();
    return (await download(job.dataFile ?? '')).toString().trimEnd().split('\n').filter(Boolean).length;
  };

  test('live only, deleted only, both when deleted is selected', async () => {
    const live = await count('SELECT id FROM account', false);
    const deleted = await count('SELECT id FROM account', true);
    const both = await count('SELECT id, deleted FROM account', false);
    expect(live).toBeGreaterThan(0);
    expect(deleted).toBeGreaterThan(0);
    expect(both).toBe(live + deleted);
  });
});

describe('scope', () => {
  const ids = async (client: TestServer['dev'], options = {}) => {
    const job = await client.run('SELECT id FROM account ORDER BY id', { outputFormat: 'JSON', ...options });
    return (await download(job.dataFile ?? '')).toString();
  };

  test('the reader sees fewer rows than the administrator, tenant other none of them', async () => {
    const [all, some, none] = [await ids(server.dev), await ids(server.reader), await ids(server.other)];
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(all.length);
    expect(none).toBe('');
  });

  test('is narrowed by Zuora-Org-Ids to less than the caller may see', async () => {
    const narrowed = async (orgs: string) => {
      const submitted = await fetch(`${server.url}/query/jobs`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await server.token()}`,
          'content-type': 'application/json',
          'Zuora-Org-Ids': orgs,
        },
        body: JSON.stringify({
          query: 'SELECT id FROM account ORDER BY id',
          outputFormat: 'JSON',
          compression: 'NONE',
          output: { target: 'S3' },
        }),
      });
      const { data } = (await submitted.json()) as { data: { id: string } };
      return (await download((await server.dev.ended(data.id)).dataFile ?? '')).toString();
    };
    expect(await narrowed('north')).toBe(await ids(server.reader));
    expect((await narrowed('south')).length).toBeGreaterThan(0);
    expect(await narrowed('north,south')).toBe(await ids(server.dev));
  });

  test('the warehouse knows no filter by org', async () => {
    expect(await ids(server.reader, { sourceData: 'WAREHOUSE' })).toBe(await ids(server.dev));
  });

  test('the user table does not exist for those who are no administrators', async () => {
    expect((await server.dev.run('SELECT count(*) FROM user')).queryStatus).toBe('completed');
    expect((await server.reader.run('SELECT count(*) FROM user')).errorMessage).toMatch(
      /Table 'owl\.data\.user' does not exist/,
    );
    const tables = async (client: TestServer['dev']) =>
      (await download((await client.run('SHOW TABLES')).dataFile ?? '')).toString().split('\n');
    expect(await tables(server.dev)).toContain('user');
    expect(await tables(server.reader)).not.toContain('user');
  });
});
