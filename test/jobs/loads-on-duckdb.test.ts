import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DuckdbTenantData } from '../../src/engines/duckdb/tenant-data.ts';
import { createJobs, type RunningJobs } from '../../src/jobs/create-jobs.ts';
import type { Job } from '../../src/jobs/job.ts';
import { hasEnded } from '../../src/jobs/lifecycle.ts';
import { DiskResults } from '../../src/results/disk/disk-results.ts';
import type { SqliteStore } from '../../src/stores/sqlite/open.ts';
import { baseCatalogue } from '../../src/tenant/catalogue/base-catalogue.ts';
import { EngineFixture } from '../engines/duckdb/engine-fixture.ts';
import { loadJob } from '../stores/job-values.ts';
import { openIn } from '../stores/open-sqlite.ts';
import { MovingClock } from '../support/moving-clock.ts';
import { eventually, ScriptedCompiler, ScriptedGates } from './core-harness.ts';

/** The core, its store, its files and the engine itself: what each of them takes for granted of the others. */
let engine: EngineFixture;
let store: SqliteStore;
let results: DiskResults;
let jobs: RunningJobs;
let gates: ScriptedGates;

beforeEach(async () => {
  engine = await EngineFixture.start();
  store = await openIn(join(engine.directory, 'store'));
  results = new DiskResults(join(engine.directory, 'results'));
  gates = new ScriptedGates();
  await new DuckdbTenantData(engine.engine.hosts).ensure('dev', baseCatalogue());
  jobs = await started();
});
afterEach(async () => {
  gates.releaseAll();
  await jobs.close();
  await store.close();
  await engine[Symbol.asyncDispose]();
});

async function started(): Promise<RunningJobs> {
  const made = createJobs({
    store,
    engine: engine.engine,
    results,
    compiler: new ScriptedCompiler(),
    clock: new MovingClock(),
    gates,
    nodeId: 'node',
    slots: 2,
    graceMs: 1_000,
  });
  await made.start();
  return made;
}

/** A load of this file that is queued. */
async function queued(text: string): Promise<string> {
  const { id } = await jobs.submit(loadJob());
  await jobs.receive(id, async ({ path }) => {
    await writeFile(path, text);
    return { bytes: text.length, sha256: 'cc' };
  });
  await jobs.ready(id, { userId: 'user-1', name: 'dev' });
  return id;
}

async function ended(id: string): Promise<Job | undefined> {
  await eventually(() => hasEnded(store.get(id)?.state ?? 'queued'), 'the load to end');
  return jobs.get(id);
}

async function text(job: Job | undefined, part: number): Promise<string> {
  const path = await results.pathOf({ job: job?.id ?? '', epoch: job?.epoch ?? 0, unit: 1, part });
  return readFile(path ?? '', 'utf8');
}

test('a load completes with its two files', async () => {
  const job = await ended(await queued('Name,AccountNumber\nAcme,A1\n,A2\nUmbrella,A3\n'));
  expect(job?.error).toBeUndefined();
  expect(job).toMatchObject({ state: 'completed', units: [{ loaded: { succeeded: 2, failed: 1 } }] });
  expect(await text(job, 1)).toMatch(/^Name,AccountNumber,Id\r?\nAcme,A1,\w+\r?\nUmbrella,A3,\w+\r?\n$/);
  expect(await text(job, 2)).toMatch(/^Name,AccountNumber,ErrorCode,ErrorMessage\r?\n,A2,empty,/);
});

test('a load that is stopped after its last row says that it wrote them all, and its files too', async () => {
  gates.hold('before-publish');
  const id = await queued('Name\nAcme\nUmbrella\n');
  await gates.held('before-publish');
  const stopped = await jobs.stop(id, {
    requestedBy: 'dev',
    via: 'native',
    from: ['running'],
    started: true,
  });
  expect(stopped).toMatchObject({ won: true, job: { state: 'stopped' }, receipt: { rowsWritten: 2 } });
  expect(jobs.get(id)?.units[0]?.loaded).toEqual({ rows: 2, succeeded: 2, failed: 0 });
  const job = await jobs.report(id);
  expect(job.units[0]?.files).toHaveLength(2);
  expect(await text(job, 1)).toMatch(/Acme,\w+\r?\nUmbrella,\w+/);
});

test('a file that cannot be read fails its load, which wrote nothing', async () => {
  const job = await ended(await queued('Name,Name\nAcme,Umbrella\n'));
  expect(job).toMatchObject({
    state: 'failed',
    error: { kind: 'user' },
    units: [{ loaded: { succeeded: 0, failed: 0 } }],
  });
  expect((await jobs.report(job?.id ?? '')).units[0]?.files).toHaveLength(2);
});

test('a load that its node gave back goes on with the next one, behind what was written', async () => {
  gates.hold('before-publish');
  const id = await queued('Name\nAcme\nUmbrella\n');
  await gates.held('before-publish');
  await jobs.close();
  expect(store.get(id)).toMatchObject({ state: 'queued', attempts: 1 });
  gates.releaseAll();
  jobs = await started();
  const job = await ended(id);
  expect(job).toMatchObject({
    state: 'completed',
    attempts: 2,
    units: [{ loaded: { rows: 2, succeeded: 2 } }],
  });
});
