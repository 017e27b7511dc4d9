import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import type { Progress, RowLoadWork, RowReportTargets } from '../../../../src/ports/engine.ts';
import { baseCatalogue } from '../../../../src/tenant/catalogue/base-catalogue.ts';
import { NOW } from '../data/tenant-file.ts';
import { EngineFixture, failure, TENANT, until } from '../engine-fixture.ts';
import { rowLoad } from './loaded-tenant.ts';

/** Of three chunks of the usual size, the last of them not a full one. */
const ROWS = 500_000;
const GOOD_ROWS = ROWS * 0.9;
/** Of two. */
const FEWER_ROWS = 250_000;
const GRACE_MS = 1000;

async function withTables(): Promise<EngineFixture> {
  const fixture = await EngineFixture.start();
  await fixture.engine.hosts.call(TENANT, 'ensure', { objects: baseCatalogue() });
  return fixture;
}

/** Accounts, every tenth of which has a fault. */
function accounts(fixture: EngineFixture, rows = ROWS): RowLoadWork {
  const source = join(fixture.directory, 'source');
  const lines = Array.from({ length: rows }, (_, i) => `A${i},${i % 10 === 0 ? 'x' : i}`);
  writeFileSync(source, `AccountNumber,Balance\n${lines.join('\n')}\n`);
  return { load: rowLoad(), source, now: NOW };
}

const handleOf = (epoch: number) => ({ tenant: TENANT, job: 'load', epoch });

/** Of the result files. */
function targets(fixture: EngineFixture): RowReportTargets {
  const target = (part: number) => ({
    key: { job: 'load', epoch: 1, unit: 1, part },
    kind: 'file' as const,
    path: join(fixture.directory, `report-${part}`),
  });
  return { succeeded: target(1), failed: target(2) };
}

/** Accounts in the tenant's file, and how many different ones; nobody has it open any more. */
async function written(fixture: EngineFixture): Promise<readonly number[]> {
  await fixture.engine.close();
  const instance = await DuckDBInstance.create(join(fixture.tenantDirectory(), 'tenant.duckdb'));
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(
    'SELECT count(*), count(DISTINCT accountnumber) FROM data.account',
  );
  connection.disconnectSync();
  instance.closeSync();
  return (result.getRowsJson()[0] ?? []).map(Number);
}

describe('a load in its host', () => {
  it('is told as it goes, and its files are made', async () => {
    await using fixture = await withTables();
    const work = accounts(fixture, 1_000);
    const session = await fixture.engine.open({ handle: handleOf(1), alone: false });
    const told: Progress[] = [];
    const { counts } = await session.loadRows(work, (progress) => told.push(progress));
    expect(counts).toEqual({ rows: 1_000, succeeded: 900, failed: 100 });
    expect(told.at(-1)).toEqual({ fraction: 1, rows: 900, failed: 100, of: 1_000, bytes: 0 });
    const report = await session.reportRows(work, targets(fixture));
    expect(report.failed.sha256).toMatch(/^[0-9a-f]{64}$/);
    await session.close();
    expect(await fixture.exchange()).toEqual([]);
    expect(await written(fixture)).toEqual([900, 900]);
  });

  it('that is killed again and again is done in the end, with no row twice and none lost', async () => {
    await using fixture = await withTables();
    const work = accounts(fixture, FEWER_ROWS);
    const kill = async () => process.kill(await fixture.hostPid(), 'SIGKILL');
    for (let epoch = 1; epoch <= 3; epoch++) {
      const session = await fixture.engine.open({ handle: handleOf(epoch), alone: false });
      // While it reads, then twice in its first chunk, or after it: it is never let into the second.
      let killed: Promise<unknown> | undefined;
      const beforeChunk = (chunk: number): Promise<void> => {
        if (epoch > 1) killed ??= kill();
        return chunk > 1 ? new Promise(() => {}) : Promise.resolve();
      };
      let reads = false;
      const loading = failure(
        session.loadRows({ ...work, beforeChunk }, () => {
          reads = true;
        }),
      );
      if (epoch === 1) {
        await until(() => reads);
        await kill();
      }
      // Not alone, where the host had not answered the word to go on yet.
      expect(['crashed', 'displaced']).toContain((await loading).kind);
      await killed;
      await session.close();
    }
    const session = await fixture.engine.open({ handle: handleOf(4), alone: false });
    const { counts } = await session.loadRows(work, () => {});
    const good = FEWER_ROWS * 0.9;
    expect(counts).toEqual({ rows: FEWER_ROWS, succeeded: good, failed: FEWER_ROWS - good });
    await session.close();
    expect(await fixture.engine.sealRows(handleOf(4))).toEqual(counts);
    expect(await written(fixture)).toEqual([good, good]);
  });

  it('that is stopped settles, and what it wrote is sealed beside it, even where it is alone', async () => {
    await using fixture = await withTables();
    const work = accounts(fixture);
    const session = await fixture.engine.open({ handle: handleOf(1), alone: true });
    let rows = 0;
    // However long the stop takes to come: the last chunk is never begun.
    const beforeChunk = (chunk: number): Promise<void> =>
      chunk === 3 ? new Promise(() => {}) : Promise.resolve();
    const loading = failure(
      session.loadRows({ ...work, beforeChunk }, (progress) => {
        rows = progress.rows;
      }),
    );
    await Promise.race([loading, until(() => rows > 0)]);
    const stop = await fixture.engine.stop(handleOf(1), { graceMs: GRACE_MS });
    expect(stop.outcome).toBe('settled');
    const counts = await fixture.engine.sealRows(handleOf(1));
    expect((await loading).kind).toBe('stopped');
    await session.close();
    const reporting = await fixture.engine.open({ handle: handleOf(1), alone: false });
    const report = await reporting.reportRows(work, targets(fixture));
    await reporting.close();
    expect(report.counts).toEqual(counts);
    expect(counts?.succeeded).toBeGreaterThan(0);
    expect(counts?.succeeded).toBeLessThan(GOOD_ROWS);
    expect(await written(fixture)).toEqual([counts?.succeeded, counts?.succeeded]);
  });

  it('of a tenant that has no host is sealed and forgotten too', async () => {
    await using fixture = await EngineFixture.start();
    expect(await fixture.engine.sealRows(handleOf(1))).toBeUndefined();
    await fixture.engine.forgetRows(TENANT, ['load']);
  });
});
