import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/ports/engine.ts';
import { unzip } from '../../support/unzip.ts';
import { EngineFixture, failure, until } from './engine-fixture.ts';
import { ImpatientClock } from './impatient-clock.ts';
import { endless, failing, neverEnding, nothing, numbers, products, text } from './trees.ts';

describe('a statement', () => {
  // None of these tells on its host.
  let fixture: EngineFixture;
  beforeAll(async () => {
    fixture = await EngineFixture.start();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it('writes its file, and tells its rows, size and hash', async () => {
    const session = await fixture.open();
    const { bytes, rows, written } = await fixture.run(session, numbers(3));
    expect(bytes.toString()).toBe('number\n1\n2\n3\n');
    expect(rows).toBe(3);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(written).toEqual([{ bytes: bytes.length, sha256 }]);
    expect(await fixture.exchange()).toEqual([]);
  });

  it('gives the same bytes inside gzip and zip, hashed as stored', async () => {
    const session = await fixture.open();
    const plain = await fixture.run(session, products(450));
    const gzip = await fixture.run(session, products(450), 'gzip');
    const zip = await fixture.run(session, products(450), 'zip');
    expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true);
    expect(await unzip(zip.bytes)).toEqual([{ name: 'result.csv', text: plain.bytes.toString() }]);
    for (const { bytes, rows, written } of [gzip, zip]) {
      expect(rows).toBe(202_500);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(written).toEqual([{ bytes: bytes.length, sha256 }]);
    }
  });

  it('with no rows leaves a file with its header', async () => {
    const session = await fixture.open();
    expect((await fixture.run(session, nothing())).bytes.toString()).toBe('number\n');
    expect(gunzipSync((await fixture.run(session, nothing(), 'gzip')).bytes).toString()).toBe('number\n');
  });

  it('writes lines as they are: quotes, line ends, leading # and empty values', async () => {
    const session = await fixture.open();
    const cases: [string, string][] = [
      ['#no comment', '#no comment'],
      ['', ''],
      ['a,"b"', '"a,""b"""'],
      ['two\nlines', '"two\nlines"'],
      ['漢字 é', '漢字 é'],
    ];
    for (const [value, line] of cases) {
      expect((await fixture.run(session, text(value, 'a "label", it is'))).bytes.toString()).toBe(
        `"a ""label"", it is"\n${line}\n`,
      );
    }
  });

  it('reports progress up to its end', async () => {
    const session = await fixture.open();
    const seen: Progress[] = [];
    const outcome = await session.run(products(2_000), fixture.output(), {}, (progress) =>
      seen.push(progress),
    );
    expect(seen.at(-1)).toEqual({ fraction: 1, rows: 4_000_000, bytes: outcome.written[0].bytes });
    expect(seen.map(({ bytes }) => bytes)).toEqual(seen.map(({ bytes }) => bytes).sort((a, b) => a - b));
  });

  it('that fails is its user’s fault, in the language’s words, and leaves nothing behind', async () => {
    for (const compression of ['none', 'gzip', 'zip'] as const) {
      const session = await fixture.open();
      const error = await failure(fixture.run(session, failing(), compression));
      expect(error).toMatchObject({ kind: 'user', message: 'Division by zero' });
      await session.close();
    }
    expect(await fixture.exchange()).toEqual([]);
  });

  it('whose target cannot be written fails as storage', async () => {
    for (const compression of ['none', 'gzip', 'zip'] as const) {
      const session = await fixture.open();
      const output = fixture.output(compression);
      await mkdir(output.target.path);
      const error = await failure(session.run(products(1_000), output, {}, () => {}));
      expect(error.kind).toBe('storage');
      expect(error.message).not.toContain(fixture.directory);
      await session.close();
    }
  });
});

describe('limits', () => {
  // None of these tells on its host.
  let fixture: EngineFixture;
  beforeAll(async () => {
    fixture = await EngineFixture.start();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it('of output rows: as many pass, one more fails', async () => {
    const session = await fixture.open();
    const outcome = await session.run(numbers(10), fixture.output(), { outputRows: 10 }, () => {});
    expect(outcome.rows).toBe(10);
    const error = await failure(session.run(numbers(11), fixture.output(), { outputRows: 10 }, () => {}));
    expect(error).toMatchObject({ kind: 'limit', limit: 'output-rows' });
  });

  it('of output rows above a million hold too', async () => {
    const session = await fixture.open();
    const run = session.run(products(1_100), fixture.output(), { outputRows: 1_200_000 }, () => {});
    expect(await failure(run)).toMatchObject({ kind: 'limit', limit: 'output-rows' });
  });
});

describe('sessions', () => {
  it('run side by side: a small statement does not wait for large ones', async () => {
    await using fixture = await EngineFixture.start();
    const large = await Promise.all([1, 2, 3, 4].map(() => fixture.open()));
    let ended = 0;
    const runs = large.map(async (session, i) => {
      await failure(session.run(endless(), fixture.output(i % 2 ? 'gzip' : 'none'), {}, () => {}));
      ended++;
    });
    const small = await fixture.open();
    for (let i = 0; i < 5; i++) await fixture.run(small, text('quick'));
    expect(ended).toBe(0);
    await Promise.all(large.map(({ handle }) => fixture.engine.stop(handle, { graceMs: 1000 })));
    await Promise.all(runs);
  });

  it('name the data version they see', async () => {
    await using fixture = await EngineFixture.start();
    const [one, two] = await Promise.all([fixture.open(), fixture.open()]);
    expect(one.snapshot).toBe('0');
    expect(two.snapshot).toBe('0');
  });

  it('are refused twice under one handle', async () => {
    await using fixture = await EngineFixture.start();
    const handle = { tenant: 'dev', job: 'one', epoch: 1 };
    await fixture.engine.open({ handle, alone: false });
    await expect(fixture.engine.open({ handle, alone: false })).rejects.toThrow('open already');
  });

  it('are listed while they are open', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    expect(await fixture.engine.running()).toEqual([session.handle]);
    await session.close();
    await session.close();
    expect(await fixture.engine.running()).toEqual([]);
  });
});

describe('a host that ends by itself', () => {
  it('fails its only statement as crashed, and the next one has a new host', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    const { ended } = await fixture.begin(session, neverEnding());
    process.kill(await fixture.hostPid(), 'SIGKILL');
    expect((await ended).kind).toBe('crashed');
    await session.close();
    expect((await fixture.run(await fixture.open(), numbers(1))).rows).toBe(1);
    expect(fixture.log).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ how: 'SIGKILL' }) }),
    );
  });

  it('displaces statements that ran side by side: nobody knows whose fault it was', async () => {
    await using fixture = await EngineFixture.start();
    const sessions = await Promise.all([fixture.open(), fixture.open()]);
    const runs = sessions.map((session) =>
      failure(session.run(neverEnding(), fixture.output(), {}, () => {})),
    );
    process.kill(await fixture.hostPid(), 'SIGKILL');
    expect((await Promise.all(runs)).map(({ kind }) => kind)).toEqual(['displaced', 'displaced']);
  });

  it('ignores a terminal’s Ctrl-C: its parent decides', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    process.kill(await fixture.hostPid(), 'SIGINT');
    expect((await fixture.run(session, numbers(1))).rows).toBe(1);
  });
});

describe('a host with nothing to do', () => {
  it('is given back; a session that comes while it ends has a new one', async () => {
    const clock = new ImpatientClock();
    await using fixture = await EngineFixture.start({ clock });
    await (await fixture.open()).close();
    const pid = await fixture.hostPid();
    clock.skipLongWaits();
    // Late enough that the old one is on its way, early enough that it is not gone.
    await setImmediate();
    const session = await fixture.open();
    expect((await fixture.run(session, numbers(1))).rows).toBe(1);
    expect(await fixture.hostPid()).not.toBe(pid);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('whose remains cannot be removed harms neither the server nor its next life', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    const { ended } = await fixture.begin(session, neverEnding());
    // Not a file, so that forgetting it fails.
    const record = join(fixture.tenantDirectory(), 'host.json');
    const pid = await fixture.hostPid();
    await rm(record);
    await mkdir(record);
    process.kill(pid, 'SIGKILL');
    expect((await ended).kind).toBe('crashed');
    await session.close();
    await rm(record, { recursive: true });
    expect((await fixture.run(await fixture.open(), numbers(1))).rows).toBe(1);
  });
});

describe('closing the engine', () => {
  it('displaces what runs, ends the process, and refuses what comes', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    const pid = await fixture.hostPid();
    const { ended } = await fixture.begin(session, endless());
    await fixture.engine.close();
    expect((await ended).kind).toBe('displaced');
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect((await failure(fixture.open())).kind).toBe('unavailable');
    expect(await readdir(fixture.tenantDirectory())).toEqual(['tenant.duckdb']);
  });

  it('starts no other process for what waited for its turn', async () => {
    await using fixture = await EngineFixture.start();
    const alone = await fixture.open({ alone: true });
    const waiting = failure(fixture.open());
    await until(async () => (await fixture.engine.running()).length === 2);
    await fixture.engine.close();
    await alone.close();
    expect((await waiting).kind).toBe('unavailable');
    expect(await readdir(fixture.tenantDirectory())).toEqual(['tenant.duckdb']);
  });
});

describe('a tenant’s directory that cannot be made', () => {
  it('makes the engine unavailable: that may pass', async () => {
    await using fixture = await EngineFixture.start();
    await writeFile(join(fixture.directory, 'tenants'), 'in the way');
    expect((await failure(fixture.open())).kind).toBe('unavailable');
  });
});

describe('a tenant’s file that is no database', () => {
  it('makes the engine unavailable, saying whose it is', async () => {
    await using fixture = await EngineFixture.start();
    await mkdir(fixture.tenantDirectory(), { recursive: true });
    await writeFile(
      join(fixture.tenantDirectory(), 'tenant.duckdb'),
      'not a database at all, but long enough for a header',
    );
    const error = await failure(fixture.open());
    expect(error.kind).toBe('unavailable');
    expect(error.message).toContain('The data of tenant "dev" cannot be opened');
  });
});
