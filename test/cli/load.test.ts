import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sluice, startSluice } from '../../src/main.ts';
import { listJobs, newestJob, runCli, startCli } from './cli-process.ts';

let server: Sluice;
let directory: string;

beforeAll(async () => {
  server = await startSluice();
  directory = mkdtempSync(join(tmpdir(), 'sluice-load-'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

const sluice = (...args: string[]) => runCli(args, { env: { SLUICE_URL: server.url } });
const folder = (name: string) => join(directory, name);
const read = (...path: string[]) => readFileSync(join(directory, ...path), 'utf8');
const linesOf = (text: string) => text.trimEnd().split('\n');

function write(name: string, text: string): string {
  writeFileSync(folder(name), text);
  return folder(name);
}

async function names(where: string): Promise<readonly string[]> {
  const { stdout } = await sluice('query', `SELECT name FROM account WHERE ${where} ORDER BY name`);
  return linesOf(stdout).slice(1);
}

describe('sluice load', () => {
  it('imports the rows of a file and says how many', async () => {
    const file = write('two.csv', 'Name,Currency\nFirst of load,USD\n"Second, of load",EUR\n');
    const { code, stdout, stderr } = await sluice('load', file, '--object', 'Account');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^2 rows written, 0 rejected \(job [0-9a-f-]{36}\)\n$/);
    expect(await names("name LIKE '%of load'")).toEqual(['First of load', '"Second, of load"']);
  });

  it('lists rejected rows with the reason, loads the others and exits 1', async () => {
    const file = write('mixed.csv', 'Name,BillCycleDay\nGood one,3\nBad one,soon\n,4\n');
    const { code, stderr } = await sluice('load', file, '--object', 'Account', '-o', folder('mixed'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^rejected \(\d{8}\): .*BillCycleDay.*"soon"/);
    expect(stderr).toMatch(/1 row written, 2 rejected \(job /);
    expect(readdirSync(folder('mixed')).sort()).toEqual(['error_rows.csv', 'success_rows.csv']);
    expect(linesOf(read('mixed', 'error_rows.csv'))).toHaveLength(3);
    expect(linesOf(read('mixed', 'success_rows.csv'))[1]).toMatch(/^Good one,3,[0-9a-f]{32}$/);
    expect(await names("name IN ('Good one', 'Bad one')")).toEqual(['Good one']);
  });

  it('updates and deletes by the ids of the file that an import gave', async () => {
    const made = write('made.jsonl', '{"Name":"Made by load"}\n{"Name":"Made by load"}\n');
    expect((await sluice('load', made, '--object', 'Account', '-o', folder('made'))).code).toBe(0);
    const ids = linesOf(read('made', 'success_rows.jsonl')).map((line) => JSON.parse(line).id as string);
    const changed = write('changed.txt', `${ids[0]}|Changed by load\n`);
    const args = ['--action', 'update', '--delimiter', '|', '--headers', 'key,title'];
    const mapping = ['--id', 'key', '--map', 'key=Id', '--map', 'title=Name'];
    expect((await sluice('load', changed, '--object', 'Account', ...args, ...mapping)).code).toBe(0);
    expect(await names("name LIKE '% by load'")).toEqual(['Changed by load', 'Made by load']);
    const gone = write('gone.csv', `Id\n${ids.join('\n')}\n`);
    expect((await sluice('load', gone, '--object', 'Account', '--action', 'delete')).code).toBe(0);
    expect(await names("name LIKE '% by load'")).toEqual([]);
  });

  it('prints the summary with --json', async () => {
    const file = write('json.csv', 'Name\nJson\n');
    const { stdout } = await sluice('load', file, '--object', 'Account', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'Completed', rowsSucceeded: 1, rejected: [] });
  });

  it('exits 1 with the reason when the file as a whole cannot be loaded', async () => {
    const file = write('twice.csv', 'Name,Name\na,b\n');
    const { code, stderr } = await sluice('load', file, '--object', 'Account');
    expect(code).toBe(1);
    expect(stderr).toMatch(/Name/);
    expect(stderr).toMatch(/0 rows written, 0 rejected/);
  });

  it('exits 2 for wrong usage, before there is a job', async () => {
    const before = (await listJobs(server.url)).length;
    const file = write('usage.csv', 'Name\nx\n');
    for (const args of [
      [file],
      [file, '--object', 'Nothing'],
      [file, '--object', 'Account', '--action', 'destroy'],
      [file, '--object', 'Account', '--map', 'Name'],
      [folder('missing.csv'), '--object', 'Account'],
      [directory, '--object', 'Account'],
    ])
      expect(await sluice('load', ...args), args.join(' ')).toMatchObject({ code: 2, stdout: '' });
    expect((await listJobs(server.url)).length).toBe(before);
  });

  it('aborts the job at Ctrl-C, prints the receipt and what was written, and exits 130', async () => {
    const rows = Array.from({ length: 300_000 }, (_, n) => `Interrupted ${n},USD\n`).join('');
    const file = write('long.csv', `Name,Currency\n${rows}`);
    const args = ['load', file, '--object', 'Account', '-o', folder('long')];
    const loading = startCli(args, { env: { SLUICE_URL: server.url } });
    const { id } = await newestJob(server.url, 'running');
    loading.process.kill('SIGINT');
    const { code, stdout, stderr } = await loading.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^receipt ${id}: was running`));
    const [, written] = /(\d[\d,]*) rows? written/.exec(stderr) ?? [];
    expect((await names("name LIKE 'Interrupted %'")).length).toBe(Number(written?.replaceAll(',', '')));
    expect(existsSync(folder('long'))).toBe(true);
    expect(readdirSync(folder('long'))).toEqual([]);
  });
});
