import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../src/ports/store.ts';
import { changeFor, newJob } from './job-values.ts';
import { openIn, temporaryDirectory } from './open-sqlite.ts';

describe('the embedded store in trouble', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(() => directory.remove());

  /** The message of a refused opening: one for an operator, with no trace of the code. */
  async function refusal(): Promise<{ kind: string; message: string }> {
    const error = await openIn(directory.path).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof StoreError)) throw new Error(`no StoreError but ${String(error)}`);
    expect(error.message).not.toMatch(/\n| at |SQLITE_|ConnectionFailed/);
    return { kind: error.kind, message: error.message };
  }

  test('a second server on the directory is refused by name, and let in once the first has closed', async () => {
    const first = await openIn(directory.path);
    const { kind, message } = await refusal();
    expect(kind).toBe('in-use');
    expect(message).toContain(
      `The data directory ${directory.path} is in use by another server (process ${process.pid})`,
    );
    await first.close();
    await (await openIn(directory.path)).close();
  });

  test('a read after it was closed is an error, not the end of the process', async () => {
    const store = await openIn(directory.path);
    await store.close();
    for (const read of [() => store.get('x'), () => store.queueHeads(0), () => store.owned()])
      expect(read).toThrow(StoreError);
  });

  test('a server killed with SIGKILL leaves no lock behind', async () => {
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import Database from ${JSON.stringify(import.meta.resolve('libsql'))};
       new Database(${JSON.stringify(join(directory.path, 'lock.db'))}).exec('begin exclusive');
       console.log('locked'); setInterval(() => {}, 1000);`,
    ]);
    await once(holder.stdout, 'data');
    expect((await refusal()).kind).toBe('in-use');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await (await openIn(directory.path)).close();
  });

  test('a file that is no database is called damaged, and left as it is', async () => {
    writeFileSync(join(directory.path, 'sluice.db'), 'this is not a database at all '.repeat(50));
    const { kind, message } = await refusal();
    expect(kind).toBe('damaged');
    expect(message).toContain(`The store ${join(directory.path, 'sluice.db')} is damaged`);
    expect(readFileSync(join(directory.path, 'sluice.db'), 'utf8')).toMatch(/^this is not/);
  });

  test('a database with overwritten pages is called damaged when they are met', async () => {
    const store = await openIn(directory.path);
    const jobs = Array.from({ length: 200 }, () => newJob());
    await Promise.all(jobs.map((job) => store.submit(job)));
    await store.close();
    const path = join(directory.path, 'sluice.db');
    const bytes = readFileSync(path);
    // The first page says what the tables are; all others are lost.
    bytes.fill(0xff, 4096);
    writeFileSync(path, bytes);
    expect((await refusal()).kind).toBe('damaged');
  });

  test('a store of a newer version is not touched', async () => {
    await (await openIn(directory.path)).close();
    const db = new Database(join(directory.path, 'sluice.db'));
    db.exec("insert into kysely_migration values ('9999-from-the-future', '2030-01-01')");
    db.close();
    const { kind, message } = await refusal();
    expect(kind).toBe('newer');
    expect(message).toContain('9999-from-the-future');
  });

  test('a directory that cannot be made is said to be so', async () => {
    writeFileSync(join(directory.path, 'file'), '');
    const error = await openIn(join(directory.path, 'file', 'below')).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'unavailable' });
  });

  test('on a full disk a write fails alone and whole; what fits still goes, and all is well after', async () => {
    const store = await openIn(directory.path, { maxBytes: 600_000 });
    const kept = newJob();
    await store.submit(kept);
    const huge = newJob({ request: { sql: 'x'.repeat(2_000_000) } });
    const small = newJob();
    const outcomes = await Promise.allSettled([store.submit(huge), store.submit(small)]);
    expect(outcomes[0]).toMatchObject({ status: 'rejected', reason: { name: 'StoreError', kind: 'full' } });
    expect(outcomes[1]).toMatchObject({ status: 'fulfilled' });
    expect(store.get(huge.id)).toBeUndefined();
    expect(store.get(small.id)?.state).toBe('queued');
    expect(await store.change(changeFor('stop', kept.id))).toMatchObject({ changed: true });
    await store.close();
    const again = await openIn(directory.path);
    expect(again.list({ tenant: 'dev', limit: 10 }, 0).map((job) => job.id)).toEqual([small.id, kept.id]);
    await again.close();
  });

  test('what was asked before the store closes is written', async () => {
    const store = await openIn(directory.path);
    const jobs = Array.from({ length: 50 }, () => newJob());
    const submits = jobs.map((job) => store.submit(job));
    const closed = store.close();
    await expect(store.submit(newJob())).rejects.toBeInstanceOf(StoreError);
    await closed;
    await Promise.all(submits);
    await expect(store.submit(newJob())).rejects.toBeInstanceOf(StoreError);
    const again = await openIn(directory.path);
    expect(again.list({ tenant: 'dev', limit: 100 }, 0)).toHaveLength(50);
    await again.close();
  });
});
