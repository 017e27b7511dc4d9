import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AquaClient, type AquaJob } from '../support/aqua-client.ts';
import { isAlive, ServerProcess, until } from '../support/server-process.ts';
import { Random } from './random.ts';
import { fileRows, SessionCopy } from './session-copy.ts';
import { SETTINGS } from './settings.ts';

const ROUNDS = 6;
/** A kill comes at most this long after the answer to the submit. */
const LONGEST_UNTIL_KILL_MS = 250;
const IDS = 40;

const DELETED = { column: 'Gone', format: 'Boolean' };
/** Of each query, so that there is something to kill in the middle of a job. */
const SLOWED = { 'sluice-lab': JSON.stringify({ at: 'running', do: { delay: '50ms' }, times: 2 }) };
const QUERIES = ['', " where Name like 'v%'"].map((where, index) => ({
  name: `q${index}`,
  query: `select Id, Name, UpdatedDate from Account${where}`,
  type: 'zoqlexport',
}));
const BODY = {
  version: '1.1',
  partner: 'torture',
  project: 'kills',
  dateTimeUtc: true,
  queries: QUERIES.map((query) => ({ ...query, deleted: DELETED })),
};

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-session-kills-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));

it('a session over kills of its server tells of every change, and of none twice without reason', async () => {
  const random = new Random(SETTINGS.seed);
  console.log(`seed ${SETTINGS.seed}`);
  const session = await Session.open(random);
  try {
    await session.change(IDS);
    for (let round = 1; round <= ROUNDS; round++) await session.round();
    await session.settle();
    expect(session.doubled).toEqual([]);
    const truth = await session.truth();
    for (const copy of session.copies) expect(new Map([...copy.rows].sort())).toEqual(truth);
  } finally {
    await session.close();
  }
}, 120_000);

const secondOf = (ms: number): number => Math.floor(ms / 1_000) * 1_000;

/** One client of one session, whose server is killed now and then. */
class Session {
  readonly copies = QUERIES.map((_, index) => new SessionCopy(index));
  readonly #random: Random;
  #server: ServerProcess;
  #client: AquaClient;
  #versions = 0;
  #jobs = 0;
  /** Rows of the job before may come once more when they changed since. */
  #mayRepeatFrom = 0;

  private constructor(random: Random, server: ServerProcess, client: AquaClient) {
    this.#random = random;
    this.#server = server;
    this.#client = client;
  }

  static async open(random: Random): Promise<Session> {
    const server = await startServer();
    return new Session(random, server, await AquaClient.signIn(server.url));
  }

  get doubled(): readonly string[] {
    return this.copies.flatMap(({ doubled }) => doubled);
  }

  /** Changes rows, jobs beside more changes, and perhaps a kill in their middle. */
  async round(): Promise<void> {
    await this.change(this.#random.between(1, 5));
    if (this.#happens(0.5)) await nextSecond();
    const jobs = [];
    const submittedAt = Date.now();
    for (let n = this.#random.between(1, 2); n > 0; n--) jobs.push(await this.#submit());
    // Who is cut off by the kill does not know whether it happened.
    const beside = [1, 2].map(() => this.change(this.#random.between(1, 3)).catch(() => undefined));
    const killed = this.#happens(0.4);
    if (killed) {
      await delay(this.#random.between(0, LONGEST_UNTIL_KILL_MS));
      await this.#kill();
    }
    await Promise.all(beside);
    for (const { id } of jobs) await this.#take(id, submittedAt);
  }

  /** A job after the last change: nothing is left for another. */
  async settle(): Promise<void> {
    await nextSecond();
    const submittedAt = Date.now();
    await this.#take((await this.#submit()).id, submittedAt);
  }

  async #submit(): Promise<AquaJob> {
    return (await this.#client.call('POST', '/v1/batch-query', BODY, SLOWED)).body;
  }

  /** Creates, changes, deletes and creates again. */
  async change(count: number): Promise<void> {
    const ids = new Set(Array.from({ length: count }, () => this.#random.between(1, IDS)));
    const change: { upsert: object[]; delete: string[] } = { upsert: [], delete: [] };
    for (const id of ids) {
      const Id = `row-${id}`.padEnd(32, '-');
      if (this.#happens(0.25)) change.delete.push(Id);
      else change.upsert.push({ Id, Name: `v${++this.#versions}` });
    }
    const { status } = await this.#client.call('POST', '/sluice/v1/data/Account', change);
    expect(status).toBe(200);
  }

  /** By id, as a job of no session answers them. */
  async truth(): Promise<Map<string, string>> {
    const job = await this.#client.run([QUERIES[0]?.query ?? '']);
    const rows = await fileRows(this.#client, job.batches[0]);
    return new Map(rows.map(([id = '', name = '']): [string, string] => [id, name]).sort());
  }

  async close(): Promise<void> {
    const engines = this.#server.descendants();
    await this.#server.stop();
    await until('its engine processes end with the server', () => !engines.some(isAlive));
  }

  async #take(id: string, submittedAt: number): Promise<void> {
    const job = await this.#client.until(id);
    expect(job.status, JSON.stringify(job)).toBe('completed');
    this.#jobs += 1;
    for (const copy of this.copies) await copy.take(this.#client, job, this.#jobs, this.#mayRepeatFrom);
    // A session goes on before a change that was under way, and from where a batch ended that a kill left behind it.
    this.#mayRepeatFrom = secondOf(submittedAt);
  }

  #happens(chance: number): boolean {
    return this.#random.next() < chance;
  }

  async #kill(): Promise<void> {
    const engines = this.#server.descendants();
    await this.#server.kill();
    await until('the engine processes of a killed server are gone', () => !engines.some(isAlive));
    this.#server = await startServer();
    this.#client = new AquaClient(this.#server.url, this.#client.authorization);
  }
}

function startServer(): Promise<ServerProcess> {
  return ServerProcess.start({ dataDir, args: ['--seed', 'none'] });
}

/** Of the clock: windows are told in whole ones. */
async function nextSecond(): Promise<void> {
  const next = secondOf(Date.now()) + 1_000;
  await until('the next second', () => Date.now() >= next);
}
