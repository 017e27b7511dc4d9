import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sluice, startSluice } from '../../src/main.ts';
import { listJobs, newestJob, runCli, startCli } from './cli-process.ts';

let server: Sluice;
let directory: string;

beforeAll(async () => {
  server = await startSluice();
  directory = mkdtempSync(join(tmpdir(), 'sluice-query-'));
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

const sluice = (...args: string[]) => runCli(args, { env: { SLUICE_URL: server.url } });
/** A query whose job is running until somebody stops it: the lab holds it. */
const startQuery = (args: readonly string[] = [], env: Record<string, string> = {}) => {
  server.lab.hold({ family: 'data-query', at: 'before-publish' });
  return startCli(['query', 'SELECT 1', ...args], { env: { SLUICE_URL: server.url, ...env } });
};
/** The next stop is under way until it is let go. */
const holdStop = () => server.lab.hold({ at: 'before-acknowledge', call: 'stop' });

const jobs = () => listJobs(server.url);
const running = () => newestJob(server.url, 'running');

describe('sluice query', () => {
  it('writes the rows to stdout and the summary to stderr', async () => {
    const { code, stdout, stderr } = await sluice('query', "SELECT 1 AS one, 'x,y' AS text");
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'one,text\n1,"x,y"\n' });
    expect(stderr).toMatch(/^1 row, 17 bytes \(job [0-9a-f-]{36}\)\n$/);
  });

  it('says nothing on stderr with --quiet', async () => {
    expect(await sluice('query', 'SELECT 1', '--quiet')).toEqual({
      code: 0,
      stdout: '_col0\n1\n',
      stderr: '',
    });
  });

  it('reads the statement from stdin', async () => {
    const env = { SLUICE_URL: server.url };
    const { stdout } = await runCli(['query', '-'], { env, stdin: 'SELECT 2 AS two' });
    expect(stdout).toBe('two\n2\n');
  });

  it('writes a file, whole, in the format and compression asked for', async () => {
    const file = join(directory, 'accounts.jsonl.gz');
    const { code, stdout } = await sluice(
      ...['query', 'SELECT id, name FROM account ORDER BY id LIMIT 3'],
      ...['--format', 'json', '--compression', 'gzip', '-o', file],
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual(Array(3).fill(['id', 'name']));
    expect(readdirSync(directory)).toEqual(['accounts.jsonl.gz']);
  });

  it('separates by the character given', async () => {
    const { stdout } = await sluice('query', 'SELECT 1 AS a, 2 AS b', '--format', 'dsv', '--separator', ';');
    expect(stdout).toBe('a;b\n1;2\n');
  });

  it('prints the job with --json, and its rows to the file', async () => {
    const file = join(directory, 'one.csv');
    const { code, stdout } = await sluice('query', 'SELECT 1 AS one', '--json', '-o', file);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'completed', family: 'data-query', output: file });
    expect(readFileSync(file, 'utf8')).toBe('one\n1\n');
  });

  it('exits 1 with the text of the job when it fails, and leaves no file', async () => {
    const file = join(directory, 'failed.csv');
    const { code, stdout, stderr } = await sluice('query', 'SELECT nme FROM account', '-o', file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe("sluice: line 1:8: Column 'nme' cannot be resolved\n");
    expect(readdirSync(directory).filter((name) => name.startsWith('failed'))).toEqual([]);
  });

  it('exits 2 for wrong usage, before there is a job', async () => {
    const before = (await jobs()).length;
    const nowhere = join(directory, 'no', 'such', 'folder.csv');
    for (const args of [
      [],
      [' '],
      ['SELECT 1', '--format', 'xml'],
      ['SELECT 1', '-o', nowhere],
      ['SELECT 1', '--no'],
    ]) {
      expect(await sluice('query', ...args), args.join(' ')).toMatchObject({ code: 2, stdout: '' });
    }
    expect((await jobs()).length).toBe(before);
  });

  it('exits 3 with a wrong secret and 6 without a server', async () => {
    const wrong = { SLUICE_CLIENT_ID: '5c1ce000-0000-4000-8000-000000000001', SLUICE_CLIENT_SECRET: 'no' };
    expect(await runCli(['query', 'SELECT 1'], { env: { SLUICE_URL: server.url, ...wrong } })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('wrong secret; set SLUICE_CLIENT_ID and SLUICE_CLIENT_SECRET'),
    });
    expect(await runCli(['query', 'SELECT 1', '--url', 'http://127.0.0.1:9'])).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('no server at http://127.0.0.1:9'),
    });
  });

  it('stops the job at Ctrl-C, prints the receipt and exits 130', async () => {
    const file = join(directory, 'never.csv');
    const query = startQuery(['-o', file]);
    const { id } = await running();
    query.process.kill('SIGINT');
    const { code, stdout, stderr } = await query.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^receipt ${id}: was running, ended by [\\w-]+ in \\d+(\\.\\d)? ms`));
    expect(stderr).toContain('recorded');
    expect((await jobs())[0]).toMatchObject({ id, state: 'stopped' });
    expect(existsSync(file)).toBe(false);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  it('prints the receipt as JSON on stdout with --json', async () => {
    const query = startQuery(['--json']);
    const { id } = await running();
    query.process.kill('SIGINT');
    const { code, stdout } = await query.ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ jobId: id, wasState: 'running', via: 'native' });
  });

  it('leaves at once at the second Ctrl-C, without the receipt', async () => {
    const query = startQuery();
    const { id } = await running();
    await using stop = holdStop();
    query.process.kill('SIGINT');
    await stop.reached();
    query.process.kill('SIGINT');
    expect(await query.ended).toMatchObject({ code: 130, stdout: '', stderr: '' });
    expect(await newestJob(server.url, 'stopped')).toMatchObject({ id });
  });

  it('takes the two signals that npm makes of one Ctrl-C for one', async () => {
    const query = startQuery([], { npm_lifecycle_event: 'npx' });
    const { id } = await running();
    await using stop = holdStop();
    query.process.kill('SIGINT');
    // The kernel merges signals that wait together: a moment between makes them two.
    await new Promise((resolve) => setTimeout(resolve, 5));
    query.process.kill('SIGINT');
    await stop.reached();
    stop.release();
    const { code, stderr } = await query.ended;
    expect(code).toBe(130);
    expect(stderr).toContain(`receipt ${id}`);
  });

  it('exits 5 with the receipt when somebody else stops the job', async () => {
    const query = startQuery();
    const { id } = await running();
    expect((await sluice('cancel', id)).code).toBe(0);
    const { code, stderr } = await query.ended;
    expect(code).toBe(5);
    expect(stderr).toContain(`receipt ${id}`);
    expect(stderr).toContain(`sluice: job ${id} was stopped by dev@sluice.local`);
  });
});
