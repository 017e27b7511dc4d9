import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataQueryClient } from '../support/data-query-client.ts';
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

it(
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
          expect(diskFaults(dataDir), `after round ${round}`).toEqual([]);
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
  for (const known of open) {
    await client.ended(known.id, 60_000);
    await poll(client, journal, known);
  }
}
