import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, DataQueryClient, download } from '../support/data-query-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { diskFaults, resultsOf } from './disk-check.ts';
import { RaceMoment } from './race-moment.ts';
import { Random } from './random.ts';
import { SETTINGS } from './settings.ts';

/** Races that run beside each other, as on a busy server. */
const AT_ONCE = 3;

/** Of so many races each side has to win some. */
const ENOUGH_FOR_BOTH = 30;

const ROWS = 5_000;
const QUERY = `SELECT x, 'row ' || CAST(x AS varchar) AS label FROM UNNEST(sequence(1, ${ROWS})) t(x)`;

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start({ args: ['--seed', 'none'] });
});
afterAll(() => server?.remove());

it.skipIf(SETTINGS.races === 0)(
  `in ${SETTINGS.races} races of a stop against completion exactly one side wins`,
  async () => {
    const random = new Random(SETTINGS.seed);
    console.log(`seed ${SETTINGS.seed}`);
    const client = await DataQueryClient.signIn(server.url);
    const moment = new RaceMoment(await usualMs(client));
    const won = { stop: 0, completion: 0 };
    let left = SETTINGS.races;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (left-- > 0) {
          const winner = await race(client, random, Math.max(0, moment.ms + random.between(-4, 4)));
          won[winner]++;
          moment.move(winner === 'stop');
        }
      }),
    );
    console.log(`${SETTINGS.races} races: stop won ${won.stop}, completion won ${won.completion}`);
    expect(won.stop + won.completion).toBe(SETTINGS.races);
    if (SETTINGS.races >= ENOUGH_FOR_BOTH)
      expect(Math.min(won.stop, won.completion), 'one side never won: no race at all').toBeGreaterThan(0);
    expect(diskFaults(server.dataDir)).toEqual([]);
  },
  60_000 + SETTINGS.races * 2_000,
);

/** From submit to completed: about here a race is open. */
async function usualMs(client: DataQueryClient): Promise<number> {
  await client.run(QUERY);
  const began = Date.now();
  for (let i = 0; i < 5; i++) await client.run(QUERY);
  return (Date.now() - began) / 5;
}

/** One job, stopped from one or two sides after `afterMs`. */
async function race(
  client: DataQueryClient,
  random: Random,
  afterMs: number,
): Promise<'stop' | 'completion'> {
  const { id } = await client.submit(QUERY);
  await delay(afterMs);
  const stops = [client.cancel(id)];
  if (random.next() < 0.3) stops.push(client.call('POST', `/sluice/v1/jobs/${id}/stop`));
  if (random.next() < 0.3) stops.push(client.cancel(id));
  const answers = await Promise.all(stops);
  const winners = answers.filter((answer) => answer.status === 200);
  expect(winners.length, `successful stops of job ${id}: ${statuses(answers)}`).toBeLessThanOrEqual(1);
  expect(answers.filter(({ status }) => ![200, 400, 409].includes(status))).toEqual([]);

  const job = await client.ended(id);
  if (winners.length === 1) {
    expect(job.queryStatus).toBe('cancelled');
    expect(job.dataFile).toBeUndefined();
    expect(resultsOf(server.dataDir, id), 'files of a job whose stop was answered').toEqual([]);
    return 'stop';
  }
  expect(job.queryStatus).toBe('completed');
  expect(job.outputRows).toBe(ROWS);
  const file = await download(job.dataFile ?? '');
  expect(file.toString('utf8').split('\n')).toHaveLength(ROWS + 2);
  return 'completion';
}

function statuses(answers: readonly Answer[]): string {
  return answers.map(({ status }) => status).join(', ');
}
