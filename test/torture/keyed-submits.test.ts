import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'libsql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataQueryClient, type WireJob } from '../support/data-query-client.ts';
import { ServerProcess, until } from '../support/server-process.ts';
import { storeFile } from './disk-check.ts';
import { Random } from './random.ts';
import { SETTINGS } from './settings.ts';
import { isBroken } from './workload.ts';

/** Submits under way at the same time: so many are cut off by each kill. */
const CLIENTS = 8;

/** A kill comes after so many answers at most (one at least, so that every round gets on), and this soon after. */
const MOST_ANSWERS_A_ROUND = 20;
const LONGEST_AFTER_MS = 20;

/** A busy machine answers slowly; a server that does not answer at all has to fail the test. */
const ROUND_WITHIN_MS = 60_000;

/** Jobs are only taken in: how they run is another test's matter. */
const ARGS = [
  ...['--seed', 'none'],
  ...['--limit', 'dataQuery.live.maxQueued=none'],
  ...['--limit', 'dataQuery.live.maxRunning=0'],
];

interface KeyedSubmit {
  readonly key: string;
  /** Id of its job, once it was answered. */
  id: string | undefined;
  sent: number;
}

interface Counts {
  sent: number;
  answered: number;
  /** Answers that a kill cut off and a retry got. */
  foundAgain: number;
}

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-keyed-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));

it.skipIf(SETTINGS.keyed === 0)(
  `${SETTINGS.keyed} keyed submits, the server killed between, each sent until answered: one job a key`,
  async () => {
    console.log(`seed ${SETTINGS.seed}`);
    const random = new Random(SETTINGS.seed);
    const all: KeyedSubmit[] = Array.from({ length: SETTINGS.keyed }, (_, n) => ({
      key: `key ${n}`,
      id: undefined,
      sent: 0,
    }));
    const counts = { kills: 0, sent: 0, answered: 0, foundAgain: 0 };
    let server = await ServerProcess.start({ dataDir, args: ARGS });
    let client = await DataQueryClient.signIn(server.url);
    try {
      for (let open = all; open.length > 0; open = all.filter(({ id }) => id === undefined)) {
        // Those cut off before come first, then new ones, then some that were answered already.
        const answered = all.filter(({ id }) => id !== undefined);
        const again = Array.from({ length: Math.min(5, answered.length) }, () =>
          random.pick(answered as [KeyedSubmit, ...KeyedSubmit[]]),
        );
        const round = [...open.sort((a, b) => b.sent - a.sent), ...again];
        const target = counts.answered + random.between(1, MOST_ANSWERS_A_ROUND);
        const load = submitAll(client, round, counts);
        await Promise.race([load, until('answers', () => counts.answered >= target, ROUND_WITHIN_MS)]);
        await delay(random.between(0, LONGEST_AFTER_MS));
        await server.kill();
        counts.kills += 1;
        await load;
        server = await ServerProcess.start({ dataDir, args: ARGS });
        client = client.at(server.url);
      }
      // Every one once more, in the end.
      await submitAll(client, [...all], counts);
    } finally {
      await server.stop();
    }
    console.log(
      `${all.length} keys, ${counts.sent} submits sent, ${counts.kills} kills, ` +
        `${counts.foundAgain} answers cut off by a kill and found again`,
    );
    expect(jobsInStore()).toEqual(all.map(({ id }) => id).sort());
  },
  120_000 + SETTINGS.keyed * 3_000,
);

/** Sends each submit of `round` until it is answered or the server is gone. @throws when an answer differs from an earlier one */
async function submitAll(client: DataQueryClient, round: KeyedSubmit[], counts: Counts): Promise<void> {
  const waiting = [...round];
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let submit = waiting.shift(); submit !== undefined; submit = waiting.shift()) {
        try {
          await untilAnswered(client, submit, counts);
        } catch (error) {
          if (isBroken(error)) return;
          throw error;
        }
      }
    }),
  );
}

async function untilAnswered(client: DataQueryClient, submit: KeyedSubmit, counts: Counts): Promise<void> {
  for (;;) {
    const began = Date.now();
    const wasCutOff = submit.sent > 0 && submit.id === undefined;
    submit.sent += 1;
    counts.sent += 1;
    const { status, body } = await client.call(
      'POST',
      '/query/jobs',
      { query: 'SELECT 1', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } },
      { 'idempotency-key': submit.key },
    );
    if (status === 200) {
      const { id, createdOn } = (body as { readonly data: WireJob & { readonly createdOn: string } }).data;
      if (submit.id !== undefined && submit.id !== id)
        throw new Error(`${submit.key}: answered with job ${submit.id}, now with ${id}`);
      if (wasCutOff && Date.parse(createdOn) < began) counts.foundAgain += 1;
      submit.id = id;
      counts.answered += 1;
      return;
    }
    // Sent twice in one round, or the server is about to end.
    if (status !== 409 && status !== 503)
      throw new Error(`${submit.key}: answered ${status} ${JSON.stringify(body)}`);
    await delay(5);
  }
}

/** Ids of all jobs that there are, sorted. */
function jobsInStore(): readonly string[] {
  const database = new Database(storeFile(dataDir), { readonly: true });
  try {
    const rows = database.prepare('SELECT id FROM jobs ORDER BY id').all() as { readonly id: string }[];
    return rows.map(({ id }) => id);
  } finally {
    database.close();
  }
}
