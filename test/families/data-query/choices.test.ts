import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { download } from '../../support/data-query-client.ts';
import { type TestServer, testServer } from '../server.ts';

const UNKNOWN = '/query/jobs/00000000-0000-4000-8000-000000000000';
const QUERY = `SELECT * FROM (VALUES (CAST(3.50 AS decimal(18,6)), '', 'x'), (NULL, NULL, 'y,"z"')) AS t (amount, text, more)`;

/** A server with the defaults, and one with every choice flipped that shows in a reply or a file. */
let usual: TestServer;
let flipped: TestServer;
beforeAll(async () => {
  [usual, flipped] = await Promise.all([
    testServer({ seed: 'none' }),
    testServer({
      seed: 'none',
      choice: {
        'dataQuery.enumCase': 'upper',
        'dataQuery.datahub': 'off',
        'dataQuery.warehouse': 'off',
        'dataQuery.largePage': 'refuse',
        'dataQuery.smallPage': 'refuse',
        'dataQuery.unknownStatus': 'ignore',
        'dataQuery.unknownFields': 'refuse',
        'dataQuery.cancelUnknown': '400',
        'dataQuery.unauthenticated': 'own',
        'dataQuery.jsonDecimals': 'full',
        'dataQuery.csvEmptyString': 'quoted',
        'dataQuery.lineEnd': 'crlf',
        'dataQuery.tsvHeader': 'off',
        'dataQuery.dsvSeparator': 'semicolon',
      },
    }),
  ]);
});
afterAll(() => Promise.all([usual, flipped].map((server) => server.sluice.stop())));

async function file(server: TestServer, outputFormat: string): Promise<string> {
  const job = await server.dev.run(QUERY, { outputFormat });
  expect(job.queryStatus).toBe('completed');
  return (await download(job.dataFile ?? '')).toString();
}

describe('bytes of a file, as usual and flipped', () => {
  test.each([
    [
      'CSV',
      'amount,text,more\n3.500000,,x\n,,"y,""z"""\n',
      'amount,text,more\r\n3.500000,"",x\r\n,,"y,""z"""\r\n',
    ],
    ['TSV', 'amount\ttext\tmore\n3.500000\t\tx\n\t\t"y,""z"""\n', '3.500000\t""\tx\r\n\t\t"y,""z"""\r\n'],
    ['DSV', 'amount|text|more\n3.500000||x\n||"y,""z"""\n', '3.500000;"";x\r\n;;"y,""z"""\r\n'],
    [
      'JSON',
      '{"amount":3.5,"text":"","more":"x"}\n{"amount":null,"text":null,"more":"y,\\"z\\""}\n',
      '{"amount":3.500000,"text":"","more":"x"}\r\n{"amount":null,"text":null,"more":"y,\\"z\\""}\r\n',
    ],
  ])('%s', async (format, asUsual, asFlipped) => {
    expect(await file(usual, format)).toBe(asUsual);
    expect(await file(flipped, format)).toBe(asFlipped);
  });
});

describe('replies, as usual and flipped', () => {
  const submit = (more: object) => (server: TestServer) =>
    server.dev.call('POST', '/query/jobs', {
      ...{ query: 'SELECT 1', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } },
      ...more,
    });
  const get = (path: string) => (server: TestServer) => server.dev.call('GET', path);

  test.each([
    ['an enum in lower case', submit({ outputFormat: 'csv' }), 200, 400],
    ['DATAHUB', submit({ sourceData: 'DATAHUB' }), 200, 400],
    ['WAREHOUSE', submit({ sourceData: 'WAREHOUSE' }), 200, 400],
    ['an unknown field', submit({ colour: 'red' }), 200, 400],
    ['every known field', submit({ readDeleted: false, useIndexJoin: false, warehouseSize: null }), 200, 200],
    ['pageSize=1001', get('/query/jobs?pageSize=1001'), 200, 400],
    ['pageSize=0', get('/query/jobs?pageSize=0'), 200, 400],
    ['pageSize=x', get('/query/jobs?pageSize=x'), 200, 400],
    ['no pageSize', get('/query/jobs'), 200, 200],
    ['an unknown queryStatus', get('/query/jobs?queryStatus=done'), 400, 200],
    ['a read of an unknown job', get(UNKNOWN), 404, 404],
    ['a cancel of an unknown job', (s: TestServer) => s.dev.call('DELETE', UNKNOWN), 404, 400],
  ])('%s', async (_, call, asUsual, asFlipped) => {
    expect([(await call(usual)).status, (await call(flipped)).status]).toEqual([asUsual, asFlipped]);
  });

  test('an unknown field is named', async () => {
    expect((await submit({ colour: 'red', querry: 1 })(flipped)).body).toEqual({
      code: 400,
      message: 'colour is not a known field; querry is not a known field',
    });
  });

  test('a 401 has the shape of /v1, or the one of this family', async () => {
    const [gateway, own] = await Promise.all([usual, flipped].map(({ url }) => fetch(`${url}/query/jobs`)));
    expect(await gateway?.json()).toMatchObject({ success: false, reasons: [{ code: 90000011 }] });
    expect(await own?.json()).toEqual({
      code: 401,
      message: 'this resource is protected, please sign in first',
    });
    for (const reply of [gateway, own])
      expect([reply?.status, reply?.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringMatching(/Bearer/),
      ]);
  });
});
