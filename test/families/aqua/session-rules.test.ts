import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LabClient } from '../../support/lab-client.ts';
import { MovedBusinessTime } from '../../support/moved-business-time.ts';
import { type TestServer, testServer } from '../server.ts';
import { SessionScene } from './session-scene.ts';

const SECOND_MS = 1_000;
const DAY_MS = 24 * 3_600_000;

/** The lab holds the one, which runs until it is cancelled, and has the other fail. */
const HELD = { name: 'held', query: "select Id from Account where Id = 'held'" };
const FAILING = { name: 'failing', query: "select Id from Account where Id = 'failing'" };

let server: TestServer;
let time: MovedBusinessTime;
beforeAll(async () => {
  time = new MovedBusinessTime();
  server = await testServer();
  const lab = new LabClient(server.dev);
  for (const unit of [1, 2]) {
    const always = { at: 'running', times: 'always', ttl: '1h' } as const;
    await lab.add({ ...always, match: { queryContains: "'held'", unit }, do: { hold: true } });
    await lab.add({ ...always, match: { queryContains: "'failing'", unit }, do: { fail: {} } });
  }
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  time[Symbol.dispose]();
});

let scenes = 0;
/** A session that has taken `a` and `b`, unless nothing is said to be taken first. */
async function scene(first?: 'nothing'): Promise<SessionScene> {
  const it = await SessionScene.open(server.url, time, `scene${++scenes}`);
  if (first === 'nothing') return it;
  await it.put('a', 'b');
  await it.take([it.query('rows'), it.query('others')]);
  return it;
}

describe('rows of a session (aqua.md §4.2)', () => {
  test('are first all, then those that changed, then none but a header', async () => {
    const it = await scene('nothing');
    await it.put('a', 'b', 'c');
    expect(await it.take()).toEqual(['all: a b c']);
    await it.put('b', 'd');
    expect(await it.take()).toEqual(['new: b d']);
    expect(await it.take()).toEqual(['new:']);
    expect(await it.take()).toEqual(['new:']);
  });

  test('that change in the second of a start come with the job after', async () => {
    const it = await scene();
    it.pass();
    time.hold();
    await it.put('a');
    const now = await it.runNow();
    await it.put('b');
    time.goOn();
    expect(await it.taken(now)).toEqual(['new:']);
    expect(await it.take()).toEqual(['new: a b']);
    expect(await it.take()).toEqual(['new:']);
  });

  test('of a changed text are all; another query of the job goes on', async () => {
    const it = await scene();
    await it.put('c');
    const rows = it.query('rows');
    const changed = { ...rows, query: rows.query.replace('order by', 'and 1 = 1 order by') };
    expect(await it.take([changed, it.query('others')])).toEqual(['all: a b c', 'new: c']);
    expect(await it.take([changed, it.query('others')])).toEqual(['new:', 'new:']);
    expect(await it.take([rows])).toEqual(['all: a b c']);
  });

  test('go on where only blanks outside quotes changed; another case is another text', async () => {
    const it = await scene();
    const rows = it.query('rows');
    const blanks = { ...rows, query: ` ${rows.query.replaceAll(' ', '\n  ')} ` };
    const upper = { ...rows, query: rows.query.replace('select', 'SELECT') };
    expect(await it.take([blanks])).toEqual(['new:']);
    expect(await it.take([upper])).toEqual(['all: a b']);
  });

  test('of a new query, or of one under a new name, are all', async () => {
    const it = await scene();
    expect(await it.take([it.query('rows'), it.query('third')])).toEqual(['new:', 'all: a b']);
    // It was not in the last job.
    expect(await it.take([it.query('others')])).toEqual(['all: a b']);
  });

  test.each([
    ['added', (it: SessionScene) => it.query(), (it: SessionScene) => it.withDeleted()],
    ['dropped', (it: SessionScene) => it.withDeleted(), (it: SessionScene) => it.query()],
    ['renamed', (it: SessionScene) => it.withDeleted('Gone'), (it: SessionScene) => it.withDeleted('Lost')],
    [
      'retyped',
      (it: SessionScene) => it.withDeleted('Gone', 'Boolean'),
      (it: SessionScene) => it.withDeleted('Gone', 'Numeric'),
    ],
  ])('are all when a deleted column is %s, and go on after that', async (_, had, has) => {
    const it = await scene('nothing');
    await it.put('a', 'b');
    expect(await it.take([had(it), it.query('others')])).toEqual(['all: a b', 'all: a b']);
    await it.put('b');
    expect(await it.take([has(it), it.query('others')])).toEqual(['all: a b', 'new: b']);
    expect(await it.take([has(it), it.query('others')])).toEqual(['new:', 'new:']);
  });

  test('are all again once nobody has asked for 180 days', async () => {
    const it = await scene();
    await it.put('c');
    it.pass(179 * DAY_MS);
    expect(await it.take()).toEqual(['new: c']);
    it.pass(180 * DAY_MS);
    expect(await it.take()).toEqual(['all: a b c']);
    expect(await it.take()).toEqual(['new:']);
  });

  test('of another partner’s or another project’s session are all', async () => {
    const it = await scene();
    expect(await it.take(undefined, { project: `${it.mark}2` })).toEqual(['all: a b']);
    expect(await it.take(undefined, { partner: 'somebody' })).toEqual(['all: a b']);
    expect(await it.take()).toEqual(['new:']);
  });

  test('go on under names in another case', async () => {
    const it = await scene();
    const names = { partner: 'SCENES', project: it.mark.toUpperCase() };
    expect(await it.take(undefined, names)).toEqual(['new:']);
  });

  test('of version 1.0 are all, and no session comes of them', async () => {
    const it = await scene();
    expect(await it.take(undefined, { version: '1.0' })).toEqual(['all: a b']);
    await it.put('b');
    expect(await it.take(undefined, { version: '1.0' })).toEqual(['all: a b']);
    expect(await it.take()).toEqual(['new: b']);
  });
});

describe('a job between that did not complete', () => {
  test('because a query failed leaves the session where it was', async () => {
    const it = await scene();
    await it.put('c');
    const failed = await it.run([it.query(), FAILING]);
    expect(failed.status).toBe('aborted');
    expect(failed.batches[0]).toMatchObject({ status: 'completed', full: false, recordCount: 1 });
    await it.put('d');
    expect(await it.take()).toEqual(['new: c d']);
  });

  test('because it was cancelled leaves the session where it was', async () => {
    const it = await scene();
    await it.put('c');
    const client = await it.client();
    const { id } = await it.submit([it.query(), HELD]);
    await client.until(id, ({ batches }) => batches[1]?.status === 'executing');
    expect((await client.cancel(id)).status).toBe('cancelled');
    await it.put('d');
    expect(await it.take()).toEqual(['new: c d']);
  });

  test('because it was refused leaves the session where it was', async () => {
    const it = await scene();
    await it.put('c');
    expect((await it.submit([{ name: 'rows', query: 'select Nothing from Account' }])).errorCode).toBe(
      '90005',
    );
    expect(await it.take()).toEqual(['new: c']);
  });
});

describe('two jobs of one session at once', () => {
  test('run one after the other; the second goes on from where the first ended', async () => {
    const it = await scene();
    const client = await it.client();
    await it.put('c');
    const first = await it.submit([it.query(), HELD]);
    await client.until(first.id, ({ batches }) => batches[1]?.status === 'executing');
    await it.put('d');
    const second = await it.submit();
    const third = await it.submit();
    for (const { id } of [second, third]) expect((await client.get(id)).status).toBe('submitted');
    it.pass();
    await client.cancel(first.id);
    expect(await it.taken(await client.until(second.id))).toEqual(['new: c d']);
    expect(await it.taken(await client.until(third.id))).toEqual(['new:']);
  });
});

describe('an offset', () => {
  const offset = 600;

  test('leaves what changed in it to the next job, and nothing out', async () => {
    const it = await scene('nothing');
    await it.put('a');
    it.pass(offset * SECOND_MS);
    expect(await it.take(undefined, { offset })).toEqual(['all: a']);
    await it.put('b');
    it.pass(400 * SECOND_MS);
    await it.put('c');
    it.pass(250 * SECOND_MS);
    expect(await it.take(undefined, { offset })).toEqual(['new: b']);
    expect(await it.take(undefined, { offset })).toEqual(['new:']);
    it.pass(offset * SECOND_MS);
    expect(await it.take(undefined, { offset })).toEqual(['new: c']);
    await it.put('d');
    expect(await it.take()).toEqual(['new: d']);
  });

  test('that reaches behind where the job before ended takes nothing, and nothing comes twice for it', async () => {
    const it = await scene();
    await it.put('c');
    expect(await it.take()).toEqual(['new: c']);
    expect(await it.take(undefined, { offset: 3600 })).toEqual(['new:']);
    await it.put('d');
    expect(await it.take()).toEqual(['new: d']);
  });
});

describe('an incrementalTime', () => {
  /** As Pacific clocks show it. */
  const pacific = (ms: number) =>
    new Date(ms).toLocaleString('sv-SE', { timeZone: 'America/Los_Angeles', hourCycle: 'h23' });

  test('is a second of Pacific clocks, for every query, also a new one, and leaves the session where it was', async () => {
    const it = await scene();
    it.pass();
    const from = time.now();
    it.pass();
    await it.put('b', 'c');
    const since = { incrementalTime: pacific(from) };
    const queries = [it.query(), it.query('third')];
    expect(await it.take(queries, since)).toEqual(['new: b c', 'new: b c']);
    expect(await it.take(queries, since)).toEqual(['new: b c', 'new: b c']);
    expect(await it.take(queries)).toEqual(['new: b c', 'all: a b c']);
    expect(await it.take(queries, { incrementalTime: '2000-01-01T00:00:00' })).toEqual([
      'new: a b c',
      'new: a b c',
    ]);
    expect(await it.take(queries)).toEqual(['new:', 'new:']);
  });

  test('takes rows of the second that it names, on both sides of a change of clocks', async () => {
    const it = await scene('nothing');
    const dated = (name: string, UpdatedDate: string) => it.putDated(name, UpdatedDate);
    await dated('winter', '2026-03-08T01:59:59-08:00');
    await dated('summer', '2026-03-08T03:00:00-07:00');
    await dated('first', '2025-11-02T01:30:00-07:00');
    await dated('second', '2025-11-02T01:30:00-08:00');
    const from = async (incrementalTime: string) => (await it.take(undefined, { incrementalTime }))[0];
    expect(await from('2026-03-08 01:59:59')).toBe('new: summer winter');
    expect(await from('2026-03-08 03:00:00')).toBe('new: summer');
    expect(await from('2026-03-08 03:00:01')).toBe('new:');
    expect(await from('2025-11-02 01:30:00')).toBe('new: first second summer winter');
    expect(await from('2025-11-02 02:00:00')).toBe('new: summer winter');
  });
});

describe('deleted rows (aqua.md §4.5)', () => {
  test('come once, marked, in the window of their deletion, unless they were made in it', async () => {
    const it = await scene('nothing');
    await it.put('a', 'b', 'c');
    await it.remove('c');
    expect(await it.take([it.withDeleted()])).toEqual(['all: a b']);
    await it.put('short');
    await it.remove('b', 'short');
    await it.put('d');
    expect(await it.take([it.withDeleted()])).toEqual(['new: -b d']);
    expect(await it.take([it.withDeleted()])).toEqual(['new:']);
    await it.remove('d');
    expect(await it.take([it.withDeleted('Gone', 'numeric')])).toEqual(['all: a']);
  });

  test('never come without a deleted column', async () => {
    const it = await scene();
    await it.remove('b');
    expect(await it.take()).toEqual(['new:']);
  });

  test('that were made again under their id are live', async () => {
    const it = await scene('nothing');
    await it.put('a', 'b');
    expect(await it.take([it.withDeleted()])).toEqual(['all: a b']);
    await it.remove('a', 'b');
    await it.put('a');
    expect(await it.take([it.withDeleted()])).toEqual(['new: a -b']);
  });

  test('come when a full load showed them, though their making lies in the window of their deletion', async () => {
    const it = await scene('nothing');
    const late = { offset: 3600 };
    await it.put('a', 'b');
    expect(await it.take([it.withDeleted()], late)).toEqual(['all: a b']);
    await it.remove('b');
    await it.put('short');
    await it.remove('short');
    it.pass(2 * 3_600_000);
    expect(await it.take([it.withDeleted()], late)).toEqual(['new: a -b']);
  });

  test('come when a full load showed them, also some jobs later', async () => {
    const it = await scene('nothing');
    const late = { offset: 3600 };
    await it.put('a', 'b');
    expect(await it.take([it.withDeleted()], late)).toEqual(['all: a b']);
    it.pass(1_800_000);
    expect(await it.take([it.withDeleted()], late)).toEqual(['new:']);
    await it.remove('b');
    it.pass(2 * 3_600_000);
    expect(await it.take([it.withDeleted()], late)).toEqual(['new: a -b']);
  });
});

describe('queries of the last job', () => {
  test('are merged, and each goes on from where it was', async () => {
    const it = await scene();
    await it.put('c');
    const rows = it.query('rows');
    const changed = { ...rows, query: rows.query.replace('order by', 'and 1 = 1 order by') };
    const job = await it.run([it.query('third'), changed], { useLastCompletedJobQueries: true });
    expect(job.batches.map((batch) => batch['name'])).toEqual(['rows', 'others', 'third']);
    expect(await it.taken(job)).toEqual(['all: a b c', 'new: c', 'all: a b c']);
    await it.put('a');
    expect(await it.take([])).toEqual(['new: a', 'new: a', 'new: a']);
  });

  test('are those of the last one that completed', async () => {
    const it = await scene();
    expect((await it.run([FAILING])).status).toBe('aborted');
    await it.put('c');
    expect(await it.take([])).toEqual(['new: c', 'new: c']);
  });

  test('are none where no job of the session completed', async () => {
    const it = await scene('nothing');
    expect((await it.submit([])).errorCode).toBe('90016');
  });
});

describe('the last completed job', () => {
  test('is the one that completed last, whatever came after it', async () => {
    const it = await scene();
    const client = await it.client();
    const last = async () =>
      (await client.call('GET', `/v1/batch-query/jobs/partner/Scenes/project/${it.mark.toUpperCase()}`)).body;
    const job = await it.run();
    expect(await last()).toEqual(job);
    const since = await it.run(undefined, { incrementalTime: '2026-01-01 00:00:00' });
    expect(await last()).toEqual(since);
    const { id } = await it.submit([HELD]);
    await client.until(id, ({ status }) => status === 'executing');
    expect(await last()).toEqual(since);
    await client.cancel(id);
    expect(await last()).toEqual(since);
  });
});
