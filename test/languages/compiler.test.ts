import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/config/system-clock.ts';
import { type CatalogueSource, type CompilerOptions, CompilerThreads } from '../../src/languages/compiler.ts';
import { type Compiler, LanguageError } from '../../src/ports/compiler.ts';
import { decodeQuery } from '../../src/sql/encode.ts';
import { BILLING, request } from './trino-sql/compile-text.ts';
import { object } from './trino-sql/tpch-catalogue.ts';

const entry = new URL('../../dist/compiler-worker.js', import.meta.url);
const open: Compiler[] = [];

const billing: CatalogueSource = () => ({ version: 1, objects: BILLING });

/** Threads of a test's own, which end as soon as its servers have closed. */
function threads(more: Partial<CompilerOptions> = {}): CompilerThreads {
  return new CompilerThreads({ entry, time: systemClock.machine, restMs: 0, ...more });
}

function server(of: CompilerThreads, catalogue = billing): Compiler {
  const made = of.forServer(catalogue);
  open.push(made);
  return made;
}

const compiler = (more: Partial<CompilerOptions> = {}): Compiler => server(threads(more));

/** Takes minutes: each aggregate is compared with all before it. */
const SLOW = `SELECT ${Array.from({ length: 5_000 }, (_, i) => `sum(x + ${i})`).join()} FROM (VALUES 1) t(x)`;

const by = (tenant: string, text: string) => request(text, { scope: { ...request('').scope, tenant } });

/** For the tests that want nothing special: its thread is warm, and stays. */
const { threads: common, started: commonStarted } = counted();
const shared = common.forServer(billing);

afterAll(() => shared.close());

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

/** Time in which the timer of so many ms fires when a test says so. */
function timer(theMs: number) {
  let due: (() => void) | undefined;
  const after = (ms: number, run: () => void) => {
    if (ms !== theMs) return systemClock.machine.after(ms, run);
    due = run;
    return {
      cancel: () => {
        due = undefined;
      },
    };
  };
  return {
    time: { ...systemClock.machine, after },
    waits: () => due !== undefined,
    fire: () => due?.(),
  };
}

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
    const one = server(common, () => state);
    await expect(one.compile(request('SELECT id FROM later'))).rejects.toThrow('does not exist');
    state = { version: 2, objects: [...BILLING, object('Later', { Id: 'varchar' })] };
    expect((await one.compile(request('SELECT id FROM later'))).columns).toEqual(['id']);
  });

  it('keeps the objects of tenants apart', async () => {
    const one = server(common, (tenant) => ({ version: 1, objects: tenant === 'dev' ? BILLING : [] }));
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
    const idle = timer(777);
    const one = compiler({ idleMs: 777, time: idle.time });
    await one.compile(request('SELECT id FROM account'));
    expect(idle.waits()).toBe(true);
    idle.fire();
    expect((await one.compile(request('SELECT id FROM account'))).columns).toEqual(['id']);
  });

  it('refuses everything once closed', async () => {
    const one = server(common);
    const waiting = expect(one.compile(request('SELECT 1'))).rejects.toThrow('the compiler is closed');
    await one.close();
    await waiting;
    await expect(one.compile(request('SELECT 1'))).rejects.toThrow('the compiler is closed');
  });
});

/** Threads of a test's own, and how many have been started: each asks for its code. */
function counted(more: Partial<CompilerOptions> = {}) {
  let started = 0;
  const options: CompilerOptions = {
    time: systemClock.machine,
    restMs: 0,
    // None is slow, however busy the machine.
    slowMs: 600_000,
    ...more,
    get entry() {
      started++;
      return entry;
    },
  };
  return { threads: new CompilerThreads(options), started: () => started };
}

describe('the compilers of several servers of a process', () => {
  it('share a thread, which keeps the objects of tenants of the same name apart', async () => {
    await shared.compile(request('SELECT 1'));
    const before = commonStarted();
    const [one, two] = [server(common), server(common, () => ({ version: 1, objects: [] }))];
    const [found, missed] = await Promise.allSettled(
      [one, two].map((each) => each.compile(request('SELECT id FROM account'))),
    );
    expect(found).toMatchObject({ value: { columns: ['id'] } });
    expect(missed).toMatchObject({ reason: { message: expect.stringContaining('does not exist') } });
    expect((await one.compile(request('SELECT name FROM account'))).columns).toEqual(['name']);
    expect(commonStarted()).toBe(before);
  });

  it('keep no other server waiting for a slow statement of a tenant of the same name', async () => {
    const shared = threads({ slowMs: 1, timeoutMs: 600_000 });
    const [slow, other] = [server(shared), server(shared)];
    void slow.compile(request(SLOW)).catch(() => undefined);
    expect((await other.compile(request('SELECT 1 AS one'))).columns).toEqual(['one']);
  });

  it('close one by one: what one waits for is refused, the others go on with the same thread', async () => {
    const [one, two] = [server(common), server(common)];
    await two.compile(request('SELECT 1'));
    const before = commonStarted();
    const refused = Promise.allSettled(['SELECT 1', 'SELECT 2'].map((text) => one.compile(request(text))));
    const goes = two.compile(request('SELECT 3 AS three'));
    await one.close();
    expect(await refused).toMatchObject(
      [1, 2].map(() => ({ reason: { message: 'the compiler is closed' } })),
    );
    expect((await goes).columns).toEqual(['three']);
    expect(commonStarted()).toBe(before);
  });

  it('go on when one cannot read its objects', async () => {
    const broken = server(common, () => {
      throw new Error('unreadable');
    });
    const refused = expect(broken.compile(request('SELECT 1'))).rejects.toThrow('unreadable');
    expect((await server(common).compile(request('SELECT 1 AS one'))).columns).toEqual(['one']);
    await refused;
  });

  it('leave a warm thread to the next server, and end it when none comes in time', async () => {
    const rest = timer(777);
    const { threads: shared, started } = counted({ restMs: 777, time: rest.time });
    const first = server(shared);
    await first.compile(request('SELECT 1'));
    await first.close();
    expect(rest.waits()).toBe(true);
    const next = server(shared);
    expect(rest.waits()).toBe(false);
    await next.compile(request('SELECT 1'));
    expect(started()).toBe(1);
    await next.close();
    rest.fire();
    await server(shared).compile(request('SELECT 1'));
    expect(started()).toBe(2);
  });
});
