import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseDuration } from '../../../src/config/quantities.ts';
import { systemClock } from '../../../src/config/system-clock.ts';
import type { RuleView } from '../../../src/lab/rule.ts';
import { SCENARIOS } from '../../../src/lab/scenarios.ts';
import { until } from '../../support/server-process.ts';
import { type LabServer, labServer } from '../lab-server.ts';
import { ACCOUNTS } from './aqua.ts';
import { CASES } from './clients.ts';
import { Connection } from './connection.ts';

/**
 * What docs/lab.md says of right and wrong clients, shown by clients: both meet the scenario as any client meets it, and
 * the doctor tells them apart. Their pauses pass for the server in both times, and for nobody else: business time
 * stands still between them.
 */
let server: LabServer;
/** By how much machine time is ahead for who measures pauses. */
let paused = 0;
const { monotonic } = systemClock.machine;

beforeAll(async () => {
  vi.spyOn(systemClock.machine, 'monotonic').mockImplementation(() => monotonic() + paused);
  server = await labServer({ seed: 'none' });
  const rows = Array.from({ length: ACCOUNTS }, (_, row) => ({ Name: `Customer ${row}`, Currency: 'USD' }));
  await server.sluice.data('Account').upsert(rows);
  await server.sluice.snapshot('unmet');
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  vi.restoreAllMocks();
});

/** On a busy machine an engine takes its time to start. */
const GOES_ON_MS = 40_000;

/** Its clients are told apart by their track ids. */
let clientsSoFar = 0;

describe.each(SCENARIOS)('$name', ({ name, finding }) => {
  const clients = CASES.find(({ scenario }) => scenario === name);
  if (clients === undefined) throw new Error(`no clients of ${name}`);

  beforeAll(async () => {
    await server.sluice.restore('unmet');
    server.sluice.clock.rate(0);
  });

  test('the right client ends right, and nothing is found about it', async () => {
    expect(await met(name, clients.right)).toEqual(clients.ends);
    // What it left undone would be found by then.
    server.sluice.clock.advance('3h');
    expect(await findings()).toEqual([]);
  });

  test(`the wrong client: ${finding}`, async () => {
    await met(name, clients.wrong);
    server.sluice.clock.advance(clients.foundAfter ?? 0);
    const found = await findings();
    expect(found.map((one) => one.finding)).toEqual([finding]);
    const shown = found.flatMap(({ requests }) => requests.map(withoutIds));
    expect([...new Set(shown)]).toEqual(clients.shows);
  });
});

/** A client meets the scenario, and everything of it is known to the doctor. */
async function met(scenario: string, client: (api: Connection) => Promise<unknown>): Promise<unknown> {
  const { status, body } = await server.lab('POST', '/rules', { scenario });
  expect(status).toBe(201);
  const { rules } = body as { readonly rules: readonly RuleView[] };
  const trackId = `client-${++clientsSoFar}`;
  const api = new Connection(server.url, {
    trackId,
    pause: pausing(),
    unwanted: () => until('the scenario acts', () => hasActed(rules[0]), GOES_ON_MS),
  });
  await api.signIn();
  const end = await client(api);
  expect(
    rules.filter((rule) => !hasActed(rule)),
    'rules that have not acted',
  ).toEqual([]);
  await until('all of its requests are known', async () => (await known(trackId)) === api.sent, GOES_ON_MS);
  return end;
}

/**
 * Of a client's own time: all that goes on by itself meanwhile has been done. Delays of the scenario are over when the
 * client has paused so long.
 */
function pausing(): (ms: number) => Promise<void> {
  let ofClient = 0;
  return async (ms) => {
    ofClient += ms;
    paused += ms;
    server.sluice.clock.advance(ms);
    for (const { id, do: action, waiting } of server.sluice.lab.rules())
      if (waiting.length > 0 && ofClient >= (parseDuration(action.delay ?? '') ?? Number.POSITIVE_INFINITY))
        await server.lab('POST', `/rules/${id}/release`);
    // Between two attempts it is not told from outside whether one is due.
    await delay(10);
    await until('nothing goes on', async () => isHeld() || (await jobs()).every(rests), GOES_ON_MS);
  };
}

interface Job {
  readonly state: string;
  readonly attempts: number;
}

async function jobs(): Promise<readonly Job[]> {
  const { body } = await server.dev.call('GET', '/sluice/v1/jobs');
  return (body as { readonly jobs: readonly Job[] }).jobs;
}

/** It has ended, waits for its file, or for another attempt. */
function rests({ state, attempts }: Job): boolean {
  return !['queued', 'running', 'stopping'].includes(state) || (state === 'queued' && attempts > 0);
}

function isHeld(): boolean {
  return server.sluice.lab.rules().some(({ waiting }) => waiting.length > 0);
}

function hasActed(rule: RuleView | undefined): boolean {
  return server.sluice.lab.rules().some(({ id, matched }) => id === rule?.id && matched > 0);
}

/** How many requests with this track id have ended: once they are in the journal, the doctor has been told of them. */
async function known(trackId: string): Promise<number> {
  const { body } = await server.lab('GET', '/requests?limit=500');
  const { requests } = body as { readonly requests: readonly { readonly trackId?: string }[] };
  return requests.filter((request) => request.trackId === trackId).length;
}

interface Shown {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly cut?: true;
}

async function findings(): Promise<
  readonly { readonly finding: string; readonly requests: readonly Shown[] }[]
> {
  const { body } = await server.dev.call('GET', '/sluice/v1/doctor');
  return (body as { findings: [] }).findings;
}

/** `GET /query/jobs/{id} 200`. */
function withoutIds({ method, path, status, cut }: Shown): string {
  const nameless = path.replace(/[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}(_\d+)?(?![0-9a-f])/g, '{id}');
  return `${method} ${nameless} ${status}${cut ? ' cut' : ''}`;
}
