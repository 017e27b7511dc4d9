import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sluice, startSluice } from '../../src/main.ts';
import { DataQueryClient } from '../support/data-query-client.ts';
import { listJobs, newestJob, runCli, startCli } from './cli-process.ts';

let server: Sluice;
let directory: string;

beforeAll(async () => {
  server = await startSluice();
  directory = mkdtempSync(join(tmpdir(), 'sluice-export-'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

const sluice = (...args: string[]) => runCli(args, { env: { SLUICE_URL: server.url } });
const folder = (name: string) => join(directory, name);
const read = (...path: string[]) => readFileSync(join(directory, ...path), 'utf8');
const linesOf = (text: string) => text.trimEnd().split('\n');

describe('sluice export', () => {
  it('writes the rows of one query to stdout and the summary to stderr', async () => {
    const { code, stdout, stderr } = await sluice('export', 'select id, accountnumber from account limit 3');
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(4);
    expect(linesOf(stdout)[0]).toBe('Account.Id,Account.AccountNumber');
    expect(stderr).toMatch(/^3 rows, \d+ bytes \(job [0-9a-f-]{36}\)\n$/);
  });

  it('writes a file for each of several queries, named after it', async () => {
    const queries = [
      'select Id from Account limit 2',
      'select Id from Account limit 1',
      'few=select Id from Invoice limit 3',
    ];
    const { code, stdout, stderr } = await sluice('export', ...queries, '-o', folder('several'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(readdirSync(folder('several')).sort()).toEqual(['Account-2.csv', 'Account.csv', 'few.csv']);
    expect([
      linesOf(read('several', 'Account.csv')).length,
      linesOf(read('several', 'few.csv')).length,
    ]).toEqual([3, 4]);
    expect(stderr).toContain(`${join(folder('several'), 'few.csv')}  `);
    expect(stderr).toMatch(/6 rows, \d+ bytes \(job /);
  });

  it('has labels, UTC and compression for who asks', async () => {
    const args = ['select CreatedDate from Account limit 1', '--labels', '--utc', '--format', 'gzip'];
    expect((await sluice('export', ...args, '-o', folder('gzip'))).code).toBe(0);
    const [header, row] = linesOf(
      gunzipSync(readFileSync(join(folder('gzip'), 'Account.csv.gz'))).toString(),
    );
    expect(header).toBe('Account: Created Date');
    expect(row).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/);
    const local = await sluice('export', 'select CreatedDate from Account limit 1');
    expect(linesOf(local.stdout)[1]).toMatch(/-0[78]00$/);
  });

  it('shows deleted rows with a column of that name', async () => {
    const client = await DataQueryClient.signIn(server.url);
    const { stdout: one } = await sluice('export', 'select Id from Account limit 1');
    const gone = { delete: [linesOf(one)[1]] };
    expect((await client.call('POST', '/sluice/v1/data/Account', gone)).status).toBe(200);
    const { stdout } = await sluice('export', 'select Id from Account', '--deleted', 'IsGone');
    const [header, ...rows] = linesOf(stdout);
    expect(header).toBe('Account.IsGone,Account.Id');
    expect(new Set(rows.map((row) => row.split(',')[0]))).toEqual(new Set(['true', 'false']));
  });

  it('exports in a session only what changed since the job before', async () => {
    const args = ['export', 'select Id from Product', '--stateful', 'cli/nightly'];
    const full = await sluice(...args);
    expect(linesOf(full.stdout).length).toBeGreaterThan(10);
    const { code, stdout, stderr } = await sluice(...args);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Product.Id\n' });
    expect(stderr).toMatch(/^0 rows changed since the last job/);
  });

  it('prints the job with --json, with its files where they were asked for', async () => {
    const args = ['export', 'select Id from Account limit 1', '--name', 'nightly', '--json'];
    const { stdout } = await sluice(...args);
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'completed',
      family: 'aqua',
      batches: [{ name: 'Account', recordCount: 1, fileId: expect.any(String) }],
    });
    const file = join(folder('json'), 'Account.csv');
    const written = JSON.parse((await sluice(...args, '-o', folder('json'))).stdout);
    expect(written.files).toEqual([{ query: 'Account', rows: 1, bytes: expect.any(Number), file }]);
    expect(existsSync(file)).toBe(true);
  });

  it('exits 2 for a query that is wrong, saying where, and leaves no file', async () => {
    const { code, stdout, stderr } = await sluice('export', 'select Nme from Account', '-o', folder('wrong'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('There is a syntax error in one of the queries in the AQuA input (90005)');
    expect(stderr).toMatch(/Account: .*Nme/);
    expect(readdirSync(folder('wrong'))).toEqual([]);
  });

  it('exits 2 for wrong usage, before there is a job', async () => {
    const before = (await listJobs(server.url)).length;
    const one = 'select Id from Account';
    for (const args of [
      [],
      [' '],
      [one, one],
      [one, '--format', 'xml'],
      [one, '--stateful', 'partner'],
      [one, '--stateful', 'a/b', '--format', 'zip'],
      [one, '-o', join(process.execPath, 'folder')],
    ])
      expect(await sluice('export', ...args), args.join(' ')).toMatchObject({ code: 2, stdout: '' });
    expect((await listJobs(server.url)).length).toBe(before);
  });

  it('stops the job at Ctrl-C, prints the receipt and exits 130', async () => {
    await using slow = await startSluice({ engineSlots: 1 });
    const env = { SLUICE_URL: slow.url };
    // Nothing else may run beside it: the export waits, and is stopped while it does.
    const client = await DataQueryClient.signIn(slow.url);
    const busy = await client.held();
    const waiting = startCli(['export', 'select Id from Account', '-o', folder('never')], { env });
    const { id } = await newestJob(slow.url, 'queued');
    waiting.process.kill('SIGINT');
    const { code, stdout, stderr } = await waiting.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^receipt ${id}: was queued`));
    expect(readdirSync(folder('never'))).toEqual([]);
    await client.cancel(busy.id);
  });
});
