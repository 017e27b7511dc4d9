import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/config/system-clock.ts';
import { type CatalogueSource, type CompilerOptions, WorkerCompiler } from '../../src/languages/compiler.ts';
import { LanguageError } from '../../src/ports/compiler.ts';
import { decodeQuery } from '../../src/sql/encode.ts';
import { BILLING, request } from './trino-sql/compile-text.ts';
import { object } from './trino-sql/tpch-catalogue.ts';

const entry = new URL('../../dist/compiler-worker.js', import.meta.url);
const open: WorkerCompiler[] = [];

function compiler(more: Partial<CompilerOptions> = {}): WorkerCompiler {
  const catalogue: CatalogueSource = () => ({ version: 1, objects: BILLING });
  const made = new WorkerCompiler({ entry, catalogue, clock: systemClock, ...more });
  open.push(made);
  return made;
}

/** Takes minutes: each aggregate is compared with all before it. */
const SLOW = `SELECT ${Array.from({ length: 5_000 }, (_, i) => `sum(x + ${i})`).join()} FROM (VALUES 1) t(x)`;

const by = (tenant: string, text: string) => request(text, { scope: { ...request('').scope, tenant } });

/** For the tests that want nothing special. */
const shared = new WorkerCompiler({
  entry,
  catalogue: () => ({ version: 1, objects: BILLING }),
  clock: systemClock,
});

afterAll(() => shared.close());

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe('the compiler', () => {
  it('answers the tree as bytes, and the labels', async () => {
    const compiled = await shared.compile(request('SELECT Name AS "N", 1 FROM account'));
    expect(compiled.columns).toEqual(['N', '_col1']);
    expect(decodeQuery(compiled.tree).output.map(({ label }) => label)).toEqual(['N', '_col1']);
  });

  it('passes on what the language refuses, with its place', async () => {
    const refused = shared.compile(request('SELECT nope FROM account'));
    await expect(refused).rejects.toBeInstanceOf(LanguageError);
    await expect(refused).rejects.toMatchObject({
      message: "line 1:8: Column 'nope' cannot be resolved",
      line: 1,
      column: 8,
    });
  });

  it('says of an extract what its job must know, and how the family words a refusal', async () => {
    const ask = (language: 'zoql' | 'export-zoql', text: string) =>
      shared.compile(
        request(text, { query: { language, text, deleted: 'live' }, window: { since: 0, until: 1_000 } }),
      );
    const refused = ask('export-zoql', 'select distinct Id from Vehicle');
    await expect(refused).rejects.toMatchObject({ fault: 'distinct', line: 1, column: 8 });
    expect(await ask('export-zoql', 'select COUNT(*) from Vehicle')).toMatchObject({
      columns: ['COUNT(*)'],
      whole: true,
      undivided: true,
    });
    expect(await ask('zoql', 'select Id from Account')).not.toHaveProperty('undivided');
  });

  it('answers many at once, each its own', async () => {
    const one = shared;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => one.compile(request(`SELECT ${i} AS x${i}`))),
    );
    expect(answers.map(({ columns }) => columns[0])).toEqual(answers.map((_, i) => `x${i}`));
  });

  it('sees a changed catalogue at the next statement', async () => {
    let state = { version: 1, objects: BILLING };
    const one = compiler({ catalogue: () => state });
    await expect(one.compile(request('SELECT id FROM later'))).rejects.toThrow('does not exist');
    state = { version: 2, objects: [...BILLING, object('Later', { Id: 'varchar' })] };
    expect((await one.compile(request('SELECT id FROM later'))).columns).toEqual(['id']);
  });

  it('keeps the objects of tenants apart', async () => {
    const one = compiler({
      catalogue: (tenant) => ({ version: 1, objects: tenant === 'dev' ? BILLING : [] }),
    });
    await one.compile(request('SELECT id FROM account'));
    await expect(one.compile(by('other', 'SELECT id FROM account'))).rejects.toThrow('does not exist');
  });

  it('gives up on a statement that takes too long, and goes on with the next', async () => {
    const slow = compiler({ timeoutMs: 1 });
    const [first, second] = [slow.compile(request(SLOW)), slow.compile(request(SLOW))];
    void second.catch(() => undefined);
    await expect(first).rejects.toMatchObject({
      name: 'LanguageError',
      message: expect.stringContaining('too large'),
    });
    await expect(second).rejects.toMatchObject({ name: 'LanguageError' });
  });

  it('refuses what nests too deeply instead of crashing', async () => {
    const one = shared;
    const refused = one.compile(request(`SELECT ${'NOT '.repeat(100_000)}true`));
    await expect(refused).rejects.toThrow('line 1:1: statement is too large (stack overflow during parsing)');
    expect((await one.compile(request('SELECT 1'))).columns).toEqual(['_col0']);
  });

  it('lets a caller go who aborts, whether its statement waits or runs', async () => {
    const one = shared;
    const stop = new AbortController();
    const running = one.compile(request('SELECT 1'), stop.signal);
    const waiting = one.compile(request('SELECT 2'), stop.signal);
    void waiting.catch(() => undefined);
    const other = one.compile(request('SELECT 3 AS three'));
    stop.abort(new Error('stopped'));
    await expect(running).rejects.toThrow('stopped');
    await expect(waiting).rejects.toThrow('stopped');
    expect((await other).columns).toEqual(['three']);
    await expect(one.compile(request('SELECT 4'), stop.signal)).rejects.toThrow('stopped');
  });

  it('lets no statement of one tenant keep the others waiting', async () => {
    const one = compiler({ slowMs: 1, timeoutMs: 600_000 });
    const done: string[] = [];
    const run = (tenant: string, text: string) =>
      one.compile(by(tenant, text)).then(
        () => done.push(tenant),
        () => undefined,
      );
    void run('slow', SLOW);
    void run('slow', 'SELECT 1');
    await Promise.all([run('second', 'SELECT 1'), run('third', 'SELECT 1')]);
    await run('second', 'SELECT 2');
    expect(done).toEqual(['second', 'third', 'second']);
  });

  it('ends a statement that nobody waits for any longer', async () => {
    const one = compiler({ timeoutMs: 600_000 });
    await one.compile(request('SELECT 1'));
    const stop = new AbortController();
    const slow = one.compile(request(SLOW), stop.signal);
    const next = one.compile(request('SELECT 2 AS two'));
    stop.abort(new Error('stopped'));
    await expect(slow).rejects.toThrow('stopped');
    expect((await next).columns).toEqual(['two']);
  });

  it('ends its thread when idle and starts another when needed', async () => {
    let idle: (() => void) | undefined;
    const machine = {
      ...systemClock.machine,
      after: (ms: number, run: () => void) => {
        if (ms !== 777) return systemClock.machine.after(ms, run);
        idle = run;
        return {
          cancel: () => {
            idle = undefined;
          },
        };
      },
    };
    const one = compiler({ idleMs: 777, clock: { ...systemClock, machine } });
    await one.compile(request('SELECT id FROM account'));
    expect(idle).toBeDefined();
    idle?.();
    expect((await one.compile(request('SELECT id FROM account'))).columns).toEqual(['id']);
  });

  it('refuses everything once closed', async () => {
    const one = compiler();
    const waiting = expect(one.compile(request('SELECT 1'))).rejects.toThrow('the compiler is closed');
    await one.close();
    await waiting;
    await expect(one.compile(request('SELECT 1'))).rejects.toThrow('the compiler is closed');
  });
});
