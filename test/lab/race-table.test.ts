import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type TestServer, testServer } from '../families/server.ts';
import { LabClient } from '../support/lab-client.ts';
import { until } from '../support/server-process.ts';
import { PLACES, type Place, type RaceFamily, raceFamilies } from './race-families.ts';

const FAMILIES = ['data-query', 'query-runs', 'aqua', 'bulk-data'];
const WAYS = ['once', 'twice', 'twice at the same time', 'with its reply lost'] as const;
type Way = (typeof WAYS)[number];

/** The gate that keeps a job at its place; behind the one slot waits what is not claimed. */
const GATES = {
  claimed: 'before-start',
  running: 'running',
  'before publish': 'before-publish',
  'after publish': 'after-publish',
  'before acknowledge': 'running',
} as const;

let server: TestServer;
let lab: LabClient;
let families: readonly RaceFamily[];
let races = 0;

beforeAll(async () => {
  server = await testServer({ engineSlots: 1 });
  lab = new LabClient(server.dev);
  families = await raceFamilies(server.url, server.dev);
});
afterEach(() => lab.removeAll());
afterAll(() => server[Symbol.asyncDispose]());

interface Native {
  readonly id: string;
  readonly trackId?: string;
  readonly receipt?: object;
  readonly state: string;
}

describe.each(FAMILIES)('a stop of a job of %s', (name) => {
  describe.each(PLACES)('%s', (place) => {
    test.each(WAYS)('%s', async (way) => {
      const family = families.find((one) => one.name === name) as RaceFamily;
      const track = `race-${++races}`;
      const { id, submitted } = await broughtTo(family, place, track);
      const wins = place !== 'after publish';

      const answers = await stopped(family, id, place, way);
      const first = wins ? family.won : family.late;
      const second = wins ? family.again : family.late;
      expect(answers.toSorted()).toEqual(told(first, second)[way].toSorted());

      const end = wins ? endOf(family, place) : family.completed;
      expect(await family.state(id)).toBe(end);
      await lab.removeAll();
      await submitted;
      expect(await family.state(id), 'once nothing is held any more').toBe(end);
      const { receipt, state } = await shown(id);
      expect({ state, receipt: receipt !== undefined }).toEqual({
        state: wins ? 'stopped' : 'completed',
        receipt: wins,
      });
      expect(await family.files(id)).toBe(wins ? family.filesOfStopped(place) : family.filesOfCompleted);
    });
  });
});

/** A job that is where it is meant to be, and stays. */
async function broughtTo(
  family: RaceFamily,
  place: Place,
  track: string,
): Promise<{ readonly id: string; readonly submitted: Promise<unknown> }> {
  if (place === 'queued') {
    const taken = await lab.add({ match: { trackId: 'slot' }, at: 'before-start', do: { hold: true } });
    await server.dev.call('POST', '/query/jobs', SLOT, { 'zuora-track-id': 'slot' });
    await lab.holder(taken.id);
  }
  const job =
    place === 'queued'
      ? undefined
      : await lab.add({ match: { trackId: track }, at: GATES[place], do: { hold: true } });
  const reply =
    place === 'before acknowledge'
      ? await lab.add({
          match: { trackId: family.acknowledged(track) },
          at: 'before-acknowledge',
          do: { hold: true },
        })
      : undefined;
  const submitted = family.submit(track);
  await (reply === undefined ? submitted : lab.holder(reply.id));
  if (job !== undefined) await lab.holder(job.id);
  const { body } = await server.dev.call('GET', '/sluice/v1/jobs?limit=5');
  const found = (body as { jobs: readonly Native[] }).jobs.find(({ trackId }) => trackId === track);
  if (found === undefined) throw new Error(`no job ${track}`);
  return { id: found.id, submitted };
}

/** @returns what the stops were told; of one whose reply is lost, what the next is told */
async function stopped(family: RaceFamily, id: string, place: Place, way: Way): Promise<readonly string[]> {
  const stop = (): Promise<string> => family.stop(id, place);
  switch (way) {
    case 'once':
      return [await stop()];
    case 'twice':
      return [await stop(), await stop()];
    case 'twice at the same time':
      return Promise.all([stop(), stop()]);
    case 'with its reply lost': {
      const rule = await lab.add({
        match: family.stopPath(id),
        at: 'before-acknowledge',
        do: { drop: true },
      });
      await expect(stop()).rejects.toThrow('fetch failed');
      await until('the reply is lost', async () => (await lab.get(rule.id)).matched === 1);
      return [await stop()];
    }
  }
}

/** Of a stop whose reply is lost only the next answer is known. */
function told(first: string, second: string): Readonly<Record<Way, readonly string[]>> {
  const both = [first, second];
  return { once: [first], twice: both, 'twice at the same time': both, 'with its reply lost': [second] };
}

async function shown(id: string): Promise<Native> {
  return (await server.dev.call('GET', `/sluice/v1/jobs/${id}`)).body as Native;
}

function endOf({ stopped: end }: RaceFamily, place: Place): string {
  return typeof end === 'string' ? end : end(place);
}

const SLOT = {
  query: 'SELECT 1',
  outputFormat: 'CSV',
  compression: 'NONE',
  output: { target: 'S3' },
};
