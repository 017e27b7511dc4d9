import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataQueryClient, type WireJob } from '../support/data-query-client.ts';
import { isAlive, ServerProcess, until } from '../support/server-process.ts';
import { diskFaults } from './disk-check.ts';
import { Journal, type KnownJob } from './journal.ts';
import { Random } from './random.ts';
import { SETTINGS } from './settings.ts';
import { cancel, poll, runLoad } from './workload.ts';

/** A kill comes at most this long after the load began. */
const LONGEST_ROUND_MS = 600;

/** After so many kills everything is brought to rest and the disk is looked at. */
const ROUNDS_UNTIL_REST = 5;

/** Looked at after each kill; those before them at the next rest. */
const RECENT_JOBS = 200;

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-kill-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));

it.skipIf(SETTINGS.kills === 0)(
  `${SETTINGS.kills} kills of the server at random moments under load lose nothing that was answered`,
  async () => {
    const random = new Random(SETTINGS.seed);
    const journal = new Journal();
    console.log(`seed ${SETTINGS.seed}`);
    let server = await ServerProcess.start({ dataDir, args: ['--seed', 'none'] });
    let client = await DataQueryClient.signIn(server.url);
    try {
      for (let round = 1; round <= SETTINGS.kills; round++) {
        await killUnderLoad(server, client, journal, random);
        server = await ServerProcess.start({ dataDir, args: ['--seed', 'none'] });
        client = client.at(server.url);
        await stillHold(client, journal, journal.jobs.slice(-RECENT_JOBS));
        if (round % ROUNDS_UNTIL_REST === 0 || round === SETTINGS.kills) {
          await bringToRest(client, journal);
          await stillHold(client, journal, journal.jobs);
          await expectCleanDisk(client, round);
        }
      }
    } finally {
      const engines = server.descendants();
      await server.stop();
      await until('its engine processes end with the server', () => !engines.some(isAlive));
    }
    const count = (state: string): number => journal.jobs.filter((job) => job.ended === state).length;
    console.log(
      `${SETTINGS.kills} kills, ${journal.jobs.length} jobs: ${count('completed')} completed, ${count('cancelled')} cancelled`,
    );
    expect(count('completed') + count('cancelled')).toBe(journal.jobs.length);
  },
  60_000 + SETTINGS.kills * 15_000,
);

/** With what the server knows of the jobs at fault, so that a rare failure can be understood from its report. */
async function expectCleanDisk(client: DataQueryClient, round: number): Promise<void> {
  const faults = diskFaults(dataDir);
  const ids = new Set(faults.join(' ').match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []);
  const records = await Promise.all([...ids].map((id) => client.call('GET', `/sluice/v1/jobs/${id}`)));
  expect(faults, `after round ${round}: ${JSON.stringify(records, undefined, 1)}`).toEqual([]);
}

async function killUnderLoad(
  server: ServerProcess,
  client: DataQueryClient,
  journal: Journal,
  random: Random,
): Promise<void> {
  const ended = new AbortController();
  const load = runLoad(client, journal, random, ended.signal);
  await Promise.race([load, delay(random.between(0, LONGEST_ROUND_MS))]);
  const engines = server.descendants();
  await server.kill();
  ended.abort();
  await load;
  await until('the engine processes of a killed server are gone', () => !engines.some(isAlive));
}

async function stillHold(
  client: DataQueryClient,
  journal: Journal,
  jobs: readonly KnownJob[],
): Promise<void> {
  for (const known of jobs) await poll(client, journal, known);
}

/** Stops what only a stop ends, and waits for the rest. */
async function bringToRest(client: DataQueryClient, journal: Journal): Promise<void> {
  const open = journal.jobs.filter((job) => job.ended === undefined);
  for (const known of open) if (known.rows === undefined) await cancel(client, known);
  for (const id of await unansweredJobs(client, journal)) await client.cancel(id);
  for (const known of open) {
    await client.ended(known.id, 60_000);
    await poll(client, journal, known);
  }
}

/** Jobs that are there although the answer to their submit was cut off: that is allowed, and they run like any other. */
async function unansweredJobs(client: DataQueryClient, journal: Journal): Promise<string[]> {
  const known = new Set(journal.jobs.map((job) => job.id));
  const pages = await Promise.all(
    ['accepted', 'in_progress'].map((state) =>
      client.call('GET', `/query/jobs?pageSize=1000&queryStatus=${state}`),
    ),
  );
  const jobs = pages.flatMap(({ body }) => (body as { data: readonly WireJob[] }).data);
  return jobs.map(({ id }) => id).filter((id) => !known.has(id));
}
