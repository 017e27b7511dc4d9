import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DataQueryClient, download } from '../support/data-query-client.ts';
import { isAlive, NotStarted, ServerProcess, until } from '../support/server-process.ts';
import { LONG_JOIN, SECONDS_OF_WORK } from '../support/slow-queries.ts';
import { diskFaults, storeFile } from './disk-check.ts';

const servers: ServerProcess[] = [];
const directories: string[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  for (const directory of directories.splice(0))
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-ground-'));
  directories.push(directory);
  return directory;
}

/** Without data: it is the ground that is looked at. */
async function start(dataDir: string): Promise<ServerProcess> {
  const server = await ServerProcess.start({ dataDir, args: ['--seed', 'none'] });
  servers.push(server);
  return server;
}

/** What a start that has to fail says on stderr. */
async function refusal(dataDir: string, ...args: string[]): Promise<NotStarted> {
  const outcome = await ServerProcess.start({ dataDir, args }).catch((error: unknown) => error);
  if (outcome instanceof ServerProcess) servers.push(outcome);
  if (!(outcome instanceof NotStarted)) throw new Error(`it should not have started: ${String(outcome)}`);
  expect(outcome.code, outcome.stderr).toBeGreaterThan(0);
  expect(outcome.stderr, 'no stack trace').not.toMatch(/^\s+at .*[:(]\d+/m);
  return outcome;
}

describe('a data directory that cannot be used', () => {
  it('in use by another server: refused, naming the directory; the other goes on', async () => {
    const dataDir = newDirectory();
    const first = await start(dataDir);
    const { stderr } = await refusal(dataDir);
    expect(stderr).toContain(dataDir);
    expect(stderr).toMatch(/in use|another server|already/i);
    const client = await DataQueryClient.signIn(first.url);
    expect((await client.run('SELECT 1')).queryStatus).toBe('completed');
  });

  it('whose server was killed: taken over at once', async () => {
    const dataDir = newDirectory();
    await (await start(dataDir)).kill();
    const second = await start(dataDir);
    const client = await DataQueryClient.signIn(second.url);
    expect((await client.run('SELECT 1')).queryStatus).toBe('completed');
  });

  it('with a damaged store: refused, naming the file', async () => {
    const dataDir = newDirectory();
    await (await start(dataDir)).stop();
    const store = storeFile(dataDir);
    writeFileSync(store, Buffer.alloc(64 * 1024, 'damage'));
    for (const ending of ['-wal', '-shm']) rmSync(store + ending, { force: true });
    const { stderr } = await refusal(dataDir);
    expect(stderr).toContain(store.slice(store.lastIndexOf('/') + 1));
    expect(stderr).toMatch(/damaged|not a database|cannot be read|malformed/i);
    expect(readFileSync(store).subarray(0, 6).toString(), 'left as it was').toBe('damage');
  });

  it('with a store that was cut in half: refused, or its jobs answered as they were', async () => {
    const dataDir = newDirectory();
    const server = await start(dataDir);
    const client = await DataQueryClient.signIn(server.url);
    for (let i = 0; i < 5; i++) await client.run(`SELECT ${i}`);
    await server.stop();
    const store = storeFile(dataDir);
    truncateSync(store, Math.floor(readFileSync(store).length / 2));
    for (const ending of ['-wal', '-shm']) rmSync(store + ending, { force: true });
    const { stderr } = await refusal(dataDir);
    expect(stderr).toContain(store.slice(store.lastIndexOf('/') + 1));
  });

  it('that is a file: refused, naming it', async () => {
    const path = join(newDirectory(), 'file');
    writeFileSync(path, '');
    expect((await refusal(path)).stderr).toContain(path);
  });
});

describe('a folder of data that cannot be read', () => {
  const load = (name: string, content: string): Promise<NotStarted> => {
    const folder = newDirectory();
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'in', name), content);
    return refusal(join(folder, 'state'), '--seed', 'none', '--data', join(folder, 'in'));
  };

  it('a value that does not fit its column: the file, the line and the column are named', async () => {
    const { stderr } = await load('Account.csv', 'Name,Balance\nFirst,1.5\nSecond,lots\n');
    expect(stderr).toContain('Account.csv');
    expect(stderr).toMatch(/line 3/i);
    expect(stderr).toContain('Balance');
    expect(stderr).toContain('lots');
  });

  it('a file that is no Parquet: named', async () => {
    expect((await load('Account.parquet', 'not parquet at all')).stderr).toContain('Account.parquet');
  });

  it('a broken line of JSON: the file and the line are named', async () => {
    const { stderr } = await load('Account.jsonl', '{"Name":"First"}\n{"Name":\n');
    expect(stderr).toContain('Account.jsonl');
    expect(stderr).toMatch(/line 2/i);
  });
});

describe('an engine that dies', () => {
  it('the job that ran goes back to the queue and completes; nothing else is lost', async () => {
    const server = await start(newDirectory());
    const client = await DataQueryClient.signIn(server.url);
    const before = await client.run('SELECT count(*) AS n FROM product');
    const victim = await client.submit(SECONDS_OF_WORK);
    await client.started(victim.id);
    const engines = engineHosts(server);
    expect(engines.length, 'engine processes').toBeGreaterThan(0);
    for (const pid of engines) process.kill(pid, 'SIGKILL');
    await until('the killed engine is gone', () => !engines.some(isAlive));
    expect(await client.ended(victim.id, 60_000)).toMatchObject({ queryStatus: 'completed', outputRows: 1 });
    expect(await client.get(before.id)).toMatchObject({ queryStatus: 'completed', outputRows: 1 });
    expect(diskFaults(server.dataDir)).toEqual([]);
  });

  it('a job whose engine dies can still be stopped', async () => {
    const server = await start(newDirectory());
    const client = await DataQueryClient.signIn(server.url);
    const victim = await client.submit(LONG_JOIN);
    await client.started(victim.id);
    for (const pid of engineHosts(server)) process.kill(pid, 'SIGKILL');
    expect(await client.cancel(victim.id)).toMatchObject({ status: 200 });
    expect((await client.get(victim.id)).queryStatus).toBe('cancelled');
  });
});

describe('a full disk', () => {
  it('the job fails and says so; the server goes on, and works again when there is room', async (context) => {
    const disk = newDirectory();
    try {
      root('mount', '-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk);
    } catch (error) {
      context.skip(
        `a small disk cannot be mounted here: ${String((error as Error).message).split('\n')[1] ?? ''}`,
      );
    }
    try {
      const server = await start(join(disk, 'state'));
      const client = await DataQueryClient.signIn(server.url);
      const ballast = join(disk, 'ballast');
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 12 * 1024 * 1024)));
      const job = await client.run(TOO_LARGE, {}, 60_000);
      expect(job).toMatchObject({ queryStatus: 'failed' });
      expect(job.errorMessage).toMatch(/disk|space|storage/i);
      expect(job.errorMessage).not.toContain(disk);
      expect(diskFaults(server.dataDir), 'no half file').toEqual([]);
      rmSync(ballast);
      const after = await client.run('SELECT 1 AS x');
      expect((await download(after.dataFile ?? '')).toString()).toBe('x\n1\n');
      await server.stop();
    } finally {
      await Promise.all(servers.splice(0).map((server) => server.stop()));
      root('umount', '-l', disk);
    }
  });
});

/** About 40 MB of CSV. */
const TOO_LARGE =
  "SELECT x, y, 'some text to fill the row with bytes' AS filling " +
  'FROM UNNEST(sequence(1, 1000)) t(x) CROSS JOIN UNNEST(sequence(1, 1000)) u(y)';

/** A program that only root may use. @throws with its own words otherwise */
function root(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'pipe' });
}

function engineHosts(server: ServerProcess): number[] {
  return server
    .descendants()
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('engine-host'));
}
