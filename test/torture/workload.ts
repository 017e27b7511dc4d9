import { setTimeout as delay } from 'node:timers/promises';
import { type DataQueryClient, download } from '../support/data-query-client.ts';
import { EncryptionKeyPair } from '../support/encryption-key-pair.ts';
import { LONG_JOIN, NEVER_ENDING } from '../support/slow-queries.ts';
import type { Journal, KnownJob } from './journal.ts';
import type { Random } from './random.ts';

/** Clients that work at the same time. */
const CLIENTS = 6;

/** Jobs that are not over: more are not added, so that each round can settle. */
const MOST_OPEN = 30;

/** Of results nobody reads here: that the stored bytes are the recorded ones is looked at. */
const { publicKey: ENCRYPTION_KEY } = new EncryptionKeyPair();

/** A mix of quick answers, exports of some size, and work that only a stop ends. */
function anyQuery(random: Random): { sql: string; rows: number | undefined } {
  const kind = random.between(1, 10);
  if (kind === 1) return { sql: NEVER_ENDING, rows: undefined };
  if (kind === 2) return { sql: LONG_JOIN, rows: undefined };
  if (kind <= 5) return { sql: `SELECT ${random.between(1, 1000)} AS x`, rows: 1 };
  const [times, each] = [random.between(1, 40), random.between(1, 2000)];
  const sql =
    `SELECT x, y, 'row ' || CAST(x * y AS varchar) AS label ` +
    `FROM UNNEST(sequence(1, ${times})) t(x) CROSS JOIN UNNEST(sequence(1, ${each})) u(y)`;
  return { sql, rows: times * each };
}

/**
 * Submits, polls, cancels and downloads at random until the signal or until the server is gone; writes every answer
 * into the journal. A broken connection ends it quietly: that is what it is for.
 * @throws when an answer contradicts an earlier one
 */
export async function runLoad(
  client: DataQueryClient,
  journal: Journal,
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (!signal.aborted) {
        try {
          await oneAction(client, journal, random);
        } catch (error) {
          if (isBroken(error)) return;
          throw error;
        }
      }
    }),
  );
}

async function oneAction(client: DataQueryClient, journal: Journal, random: Random): Promise<void> {
  const open = journal.jobs.filter((job) => job.ended === undefined);
  const known = open[random.between(0, Math.max(open.length - 1, 0))];
  const dice = random.next();
  if (known === undefined || (dice < 0.4 && open.length < MOST_OPEN))
    return submitAny(client, journal, random);
  if (dice < 0.6) return cancel(client, known);
  await poll(client, journal, known);
  await delay(random.between(0, 5));
}

async function submitAny(client: DataQueryClient, journal: Journal, random: Random): Promise<void> {
  const { sql, rows } = anyQuery(random);
  const job = await client.submit(sql, {
    outputFormat: random.pick(['CSV', 'TSV', 'DSV', 'JSON']),
    compression: random.pick(['NONE', 'GZIP', 'ZIP']),
    ...(random.next() < 0.2 && { encryptionKey: ENCRYPTION_KEY }),
  });
  journal.submitted(job, rows);
}

export async function cancel(client: DataQueryClient, known: KnownJob): Promise<void> {
  if (known.cancel === 'none') known.cancel = 'unanswered';
  const answer = await client.cancel(known.id);
  if (answer.status === 200) {
    if (known.ended === 'completed')
      throw new Error(`job ${known.id}: completed, and its cancel was answered 200`);
    known.cancel = 'won';
  } else if (answer.status === 400) {
    if (known.cancel !== 'won') known.cancel = 'lost';
  } else {
    throw new Error(
      `job ${known.id}: its cancel was answered ${answer.status} ${JSON.stringify(answer.body)}`,
    );
  }
}

export async function poll(client: DataQueryClient, journal: Journal, known: KnownJob): Promise<void> {
  const job = await client.get(known.id);
  journal.saw(known, job);
  if (job.dataFile !== undefined) journal.downloaded(known, await download(job.dataFile));
}

/** `fetch` reports a connection that was refused or cut as a TypeError, and a body that was cut as `terminated`. */
export function isBroken(error: unknown): boolean {
  return error instanceof TypeError && /fetch failed|terminated/.test(error.message);
}
