import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BulkClient } from '../support/bulk-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { RaceMoment } from './race-moment.ts';
import { Random } from './random.ts';
import { SETTINGS } from './settings.ts';

/** Of so many races each side has to win some; with fewer the moment may not have been found. */
const ENOUGH_FOR_BOTH = 200;
const ROWS = 500;

type Winner = 'stop' | 'other';

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start({ args: ['--seed', 'none'] });
});
afterAll(() => server?.remove());

it.skipIf(SETTINGS.races === 0)(
  `in ${SETTINGS.races} races of an abort against the last row, and of a cancel against the start, one side wins and says so`,
  async () => {
    const random = new Random(SETTINGS.seed);
    console.log(`seed ${SETTINGS.seed}`);
    const client = await BulkClient.signIn(server.url);
    // The end is told later than it comes.
    const moment = { abort: new RaceMoment((await usualMs(client)) / 2), cancel: new RaceMoment(2) };
    const won = { abort: { stop: 0, other: 0, early: 0 }, cancel: { stop: 0, other: 0, early: 0 } };
    for (let n = 0; n < SETTINGS.races; n++) {
      const how = n % 2 === 0 ? 'abort' : 'cancel';
      const winner = await race(
        client,
        how,
        `race ${n}`,
        Math.max(0, moment[how].ms + random.between(-2, 2)),
      );
      won[how][winner]++;
      moment[how].move(winner !== 'other');
    }
    console.log(JSON.stringify(won));
    if (SETTINGS.races >= ENOUGH_FOR_BOTH)
      for (const { stop, other } of Object.values(won))
        expect(Math.min(stop, other), `one side never won: ${JSON.stringify(won)}`).toBeGreaterThan(0);
  },
  60_000 + SETTINGS.races * 3_000,
);

/** From submission to the last row: about here a race of an abort is open. */
async function usualMs(client: BulkClient): Promise<number> {
  await client.run(file('warm'));
  const id = await client.uploaded(file('usual'));
  const began = Date.now();
  await client.submit(id);
  await client.ended(id);
  return Date.now() - began;
}

/** `early`: an abort that came before the start, which only a cancel could have met. */
async function race(
  client: BulkClient,
  how: 'abort' | 'cancel',
  name: string,
  afterMs: number,
): Promise<Winner | 'early'> {
  const id = await client.submitted(file(name));
  await delay(afterMs);
  const { status, body } = await client[how](id);
  expect([200, 400], JSON.stringify(body)).toContain(status);
  const summary = await client.ended(id);
  const told = JSON.stringify({ how, status, body, summary });
  expect(await written(client, name), told).toBe(summary.rowsSucceeded);
  if (status === 200) {
    expect(summary.status, told).toBe(how === 'abort' ? 'Aborted' : 'Cancelled');
    if (how === 'cancel') expect(summary.rowsSucceeded, told).toBe(0);
    return 'stop';
  }
  expect(summary.status, told).toBe('Completed');
  expect(summary.rowsSucceeded, told).toBe(ROWS);
  return JSON.stringify(body).includes('Submitted') ? 'early' : 'other';
}

function file(name: string): string {
  return `Name\n${Array.from({ length: ROWS }, (_, row) => `${name}: ${row}\n`).join('')}`;
}

async function written(client: BulkClient, name: string): Promise<number> {
  const job = await client.http.run(`SELECT count(*) FROM account WHERE name LIKE '${name}: %'`);
  const text = await (await fetch(job.dataFile ?? '')).text();
  return Number(text.split('\n')[1]);
}
