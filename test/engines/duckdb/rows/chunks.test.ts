import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HostSession } from '../../../../src/engines/duckdb/host/session.ts';
import type { RowWork } from '../../../../src/engines/duckdb/rows/row-place.ts';
import type { Progress } from '../../../../src/ports/engine.ts';
import { changeOf, objectNamed } from '../data/tenant-file.ts';
import { failure } from '../engine-fixture.ts';
import { LoadedTenant } from './loaded-tenant.ts';

let tenant: LoadedTenant;
beforeAll(async () => {
  tenant = await LoadedTenant.open();
});
beforeEach(() => tenant.empty());
afterAll(() => tenant[Symbol.asyncDispose]());

/** Rows of a chunk here. */
const CHUNK = 10;

/** Every third row has a fault. */
function file(rows: number, name = 'a'): string {
  const lines = Array.from({ length: rows }, (_, i) => `${name}${i},${i % 3 === 0 ? 'x' : i}`);
  return `Name,Balance\n${lines.join('\n')}\n`;
}

async function withSession<T>(work: (session: HostSession) => Promise<T>): Promise<T> {
  const session = await tenant.session(CHUNK);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** Loads until the n-th report of progress, stops there, and answers with how it ended. */
async function stoppedAfter(work: RowWork, reports: number): Promise<string> {
  return await withSession(async (session) => {
    let seen = 0;
    const stop = () => {
      if (++seen === reports) session.stop();
    };
    const loading = failure(session.loadRows(work, stop));
    if (reports === 0) session.stop();
    return (await loading).kind;
  });
}

const again = (work: RowWork): RowWork => ({
  ...work,
  handle: { ...work.handle, epoch: work.handle.epoch + 1 },
});
const names = async () =>
  (await tenant.rows('SELECT name FROM data.account ORDER BY id')).map(([name]) => name);

describe('the chunks of a load', () => {
  it('are told after each', async () => {
    const told: Progress[] = [];
    const work = tenant.work(tenant.file(file(25)), {});
    await withSession((session) => session.loadRows(work, (progress) => told.push(progress)));
    expect(told.map(({ rows, failed, of }) => [rows, failed, of])).toEqual([
      [6, 4, 25],
      [13, 7, 25],
      [16, 9, 25],
    ]);
    expect(told.at(-1)?.fraction).toBe(1);
  });

  it('wait each for a word, when somebody is to be asked', async () => {
    const asked: object[] = [];
    const work = tenant.work(tenant.file(file(25)), {});
    const { counts } = await withSession((session) => {
      const ask = async (ahead: object) => {
        asked.push({ ...ahead, written: (await names()).length });
        session.goOn();
      };
      return session.loadRows(work, () => {}, ask);
    });
    expect(counts).toEqual({ rows: 25, succeeded: 16, failed: 9 });
    expect(asked).toEqual([
      { chunk: 1, fraction: 0.25, written: 0 },
      { chunk: 2, fraction: 0.55, written: 6 },
      { chunk: 3, fraction: expect.closeTo(0.85), written: 13 },
    ]);
  });

  it('are not written when the load is stopped while it waits for one', async () => {
    const work = tenant.work(tenant.file(file(25)), {});
    const error = await withSession((session) =>
      failure(
        session.loadRows(
          work,
          () => {},
          ({ chunk }) => (chunk === 2 ? session.stop() : session.goOn()),
        ),
      ),
    );
    expect(error.kind).toBe('stopped');
    expect(await names()).toHaveLength(6);
  });

  it('have rows that are refused whatever they hold, in whichever of them', async () => {
    const rows = `Name\n${Array.from({ length: 25 }, (_, i) => `a${i + 1}\n`).join('')}`;
    const refused = [1, 12, 25, 26].map((row) => ({ row, message: `no ${row}` }));
    const work = { ...tenant.work(tenant.file(rows), {}), refused };
    const { counts } = await withSession((session) => session.loadRows(work, () => {}));
    expect(counts).toEqual({ rows: 25, succeeded: 22, failed: 3 });
    expect((await tenant.report(work)).failed).toBe(
      'Name,ErrorCode,ErrorMessage\na1,type!,no 1\na12,type!,no 12\na25,type!,no 25\n',
    );
  });

  it('are dated each by itself, and raise the data version', async () => {
    const version = async () => Number(await tenant.value('SELECT version FROM sluice_host.data_version'));
    const before = await version();
    await withSession((session) => session.loadRows(tenant.work(tenant.file(file(25)), {}), () => {}));
    expect(await version()).toBe(before + 3);
    expect(await tenant.value('SELECT count(DISTINCT updateddate) FROM data.account')).toBe('3');
  });

  it.each([0, 1, 2, 3])('are whole when the load is stopped after %i of them', async (reports) => {
    const work = tenant.work(tenant.file(file(35)), {});
    expect(await stoppedAfter(work, reports)).toBe('stopped');
    const counts = (await tenant.seal(work)) ?? { rows: undefined, succeeded: 0, failed: 0 };
    expect(counts.succeeded + counts.failed).toBe(reports * CHUNK);
    expect(await names()).toHaveLength(counts.succeeded);
    const { report, succeeded, failed } = await tenant.report(work);
    expect(report.counts).toEqual(counts);
    expect([succeeded, failed].map((text) => text.split('\n').length - 2)).toEqual([
      counts.succeeded,
      counts.failed,
    ]);
  });

  it.each([1, 2, 3])('are gone on with by the next attempt, after %i of them', async (reports) => {
    const whole = await tenant.load(file(35));
    const expected = await names();
    await tenant.empty();
    const work = tenant.work(tenant.file(file(35)), {});
    await stoppedAfter(work, reports);
    const { counts, own } = await withSession(async (session) => ({
      ...(await session.loadRows(again(work), () => {})),
      own: await tenant.reportWith(session, again(work)),
    }));
    expect(counts).toEqual(whole.counts);
    expect(await names()).toEqual(expected);
    const report = await tenant.report(again(work));
    // The attempt that ended the load tells of the rows of the one before, as anybody after it.
    expect(own).toEqual(report);
    expect(report.failed).toBe(whole.failed);
    const ids = (await tenant.rows('SELECT id FROM data.account ORDER BY id')).map(([id]) => id);
    expect(
      report.succeeded
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',').at(-1)),
    ).toEqual(ids);
    expect(await tenant.report(again(work))).toEqual(report);
  });

  it('are not written twice: a load that is loaded again is done', async () => {
    const work = tenant.work(tenant.file(file(15)), {});
    for (const attempt of [work, again(work), again(again(work))])
      await withSession((session) => session.loadRows(attempt, () => {}));
    expect(await names()).toHaveLength(10);
  });

  it('see what the chunks before them wrote', async () => {
    const lines = Array.from({ length: 25 }, (_, i) => `n${i},A${i % 12}`);
    const work = tenant.work(tenant.file(`Name,AccountNumber\n${lines.join('\n')}\n`), {
      unique: ['AccountNumber'],
    });
    const { counts } = await withSession((session) => session.loadRows(work, () => {}));
    expect(counts).toEqual({ rows: 25, succeeded: 12, failed: 13 });
  });

  it('belong with their records where these have several lines', async () => {
    const lines = Array.from({ length: 23 }, (_, i) => (i % 4 === 0 ? `True,n${i},` : `,,${i}`));
    const work = tenant.work(tenant.file(`IsNewAccount,Name,Part\n${lines.join('\n')}\n`), {});
    await stoppedAfter(work, 1);
    const { succeeded } = await tenant.report(work);
    expect(
      succeeded
        .split('\n')
        .slice(1, -1)
        .map((line) => line.replace(/,[0-9a-f]{32}$/, ',')),
    ).toEqual(lines.slice(0, 12).map((line) => `${line},`));
  });
});

describe('a load that is sealed', () => {
  it('writes nothing more at its epoch', async () => {
    const work = tenant.work(tenant.file(file(15)), {});
    await stoppedAfter(work, 1);
    const counts = await tenant.seal(work);
    expect(counts).toEqual({ rows: 15, succeeded: 6, failed: 4 });
    const error = await failure(withSession((session) => session.loadRows(work, () => {})));
    expect(error.kind).toBe('stopped');
    expect(await tenant.seal(work)).toEqual(counts);
    expect(await names()).toHaveLength(6);
  });

  it('is so also before it began', async () => {
    const work = tenant.work(tenant.file(file(15)), {});
    expect(await tenant.seal(work)).toBeUndefined();
    const error = await failure(withSession((session) => session.loadRows(work, () => {})));
    expect(error.kind).toBe('stopped');
    expect(await names()).toHaveLength(0);
  });

  it('loses the chunk under way, or keeps it whole', async () => {
    const work = tenant.work(tenant.file(file(200)), {});
    await withSession(async (session) => {
      const loading = failure(session.loadRows(work, () => {}));
      const counts = await tenant.seal(work);
      expect((await loading).kind).toBe('stopped');
      expect(await names()).toHaveLength(counts?.succeeded ?? 0);
      expect(((counts?.succeeded ?? 0) + (counts?.failed ?? 0)) % CHUNK).toBe(0);
    });
  });

  it('goes on at a later epoch, also when it was sealed before it began', async () => {
    const work = tenant.work(tenant.file(file(15)), {});
    await tenant.seal(work);
    const { counts } = await withSession((session) => session.loadRows(again(work), () => {}));
    expect(counts).toEqual({ rows: 15, succeeded: 10, failed: 5 });
    expect(await tenant.seal(again(work))).toEqual(counts);
  });

  it('does not keep a later attempt from writing, and an earlier one is refused', async () => {
    const work = tenant.work(tenant.file(file(15)), {});
    const later = again(work);
    await withSession((session) => session.loadRows(later, () => {}));
    const error = await failure(withSession((session) => session.loadRows(work, () => {})));
    expect(error.kind).toBe('stopped');
  });

  it('is forgotten with its job', async () => {
    const work = tenant.work(tenant.file(file(15)), {});
    await withSession((session) => session.loadRows(work, () => {}));
    const forget = () => tenant.writer.run('forget-rows', { jobs: [work.handle.job, 'none'] }, () => {});
    await forget();
    await forget();
    expect(await tenant.seal(work)).toBeUndefined();
    expect(
      await tenant.value(`SELECT count(*) FROM sluice_rows.faults WHERE job = '${work.handle.job}'`),
    ).toBe('0');
  });
});

describe('beside other work on the tenant’s data', () => {
  it('two loads and a change all happen, one after another', async () => {
    const [one, two] = [file(95, 'a'), file(95, 'b')].map((content) => tenant.work(tenant.file(content), {}));
    if (one === undefined || two === undefined) throw new Error('two works');
    const change = () =>
      tenant.data.change('dev', changeOf(objectNamed('Account'), { upsert: [{ Name: 'c' }] }));
    const outcomes = await Promise.all([
      withSession((session) => session.loadRows(one, () => void change())),
      withSession((session) => session.loadRows(two, () => {})),
      change(),
    ]);
    await change();
    expect(outcomes.slice(0, 2)).toMatchObject([
      { counts: { succeeded: 63 } },
      { counts: { succeeded: 63 } },
    ]);
    expect((await names()).filter((name) => name === 'c')).toHaveLength(12);
    expect(await names()).toHaveLength(63 + 63 + 12);
    expect(await tenant.value('SELECT count(DISTINCT updateddate) FROM data.account')).toBe(
      String(10 + 10 + 12),
    );
  });

  it('one that waits for its turn stops at once', async () => {
    const work = tenant.work(tenant.file(file(15)), {});
    await withSession(async (session) => {
      let finish = (): void => {};
      const held = tenant.writer.turn(
        () =>
          new Promise<void>((resolve) => {
            finish = resolve;
          }),
        new AbortController().signal,
      );
      const loading = failure(session.loadRows(work, () => {}));
      session.stop();
      expect((await loading).kind).toBe('stopped');
      finish();
      await held;
    });
    expect(await names()).toEqual([]);
  });

  it('a session that opens is told from when on the chunk under way dates its rows', async () => {
    const told: (number | undefined)[] = [];
    await tenant.writer.turn(async ({ begin }) => {
      const since = begin(5_000);
      told.push(since, tenant.writer.opening(undefined));
    }, new AbortController().signal);
    expect(told[1]).toBe(told[0]);
    expect(tenant.writer.opening(undefined)).toBeUndefined();
  });
});
