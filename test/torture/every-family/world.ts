import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, ServerProcess, until } from '../../support/server-process.ts';
import { diskFaults } from '../disk-check.ts';
import type { Random } from '../random.ts';
import { aquaLoad } from './aqua-load.ts';
import type { BadDisk } from './bad-disk.ts';
import { bulkLoad } from './bulk-load.ts';
import { faultsOf } from './check-history.ts';
import { dataQueryLoad } from './data-query-load.ts';
import type { FamilyLoad } from './family-load.ts';
import { ENDS, type Fault, History, type Seen } from './history.ts';
import { Load } from './load.ts';
import { queryRunLoad } from './query-run-load.ts';
import { Broken, Session } from './session.ts';

/** A fault comes after so many answers to the load. */
const ROUND = { least: 5, most: 60 };
/** Where the server is still there, the load goes on for so many at most. */
const GOES_ON = 15;
/** How long a bad disk stays so. */
const BAD_FOR_MS = 150;
/** One move of the clock; together they stay far below the life of a job's files (3 days, aqua.md §6). */
const LONGEST_MOVE_MINUTES = 90;
const MOVES_AT_MOST = 30;
/** Ended jobs that are looked at again after each fault; all of them at rest. */
const LOOKED_AT_AGAIN = 20;
/** At rest the machine is left to the jobs. */
const LOOKED_EVERY_MS = 100;
/** Work that a stop does not end comes to its end within this. */
const RESTS_WITHIN_MS = 120_000;

/** One server on one disk, its clients, what was done to both, and what they said. */
export class World {
  readonly history = new History();
  readonly done = new Map<Fault, number>();
  readonly #random: Random;
  readonly #disk: BadDisk;
  readonly #session = new Session();
  readonly #families: readonly [FamilyLoad, ...FamilyLoad[]];
  readonly #load: Load;
  #server: ServerProcess | undefined;

  constructor(random: Random, disk: BadDisk) {
    this.#random = random;
    this.#disk = disk;
    const session = this.#session;
    this.#families = [dataQueryLoad(session), queryRunLoad(session), aquaLoad(session), bulkLoad(session)];
    this.#load = new Load(this.#families, random, this.history);
  }

  /** Kills of the server and of its engines so far. */
  get kills(): number {
    return this.#times('server killed') + this.#times('engine killed');
  }

  /** The end of what the server has said. */
  get log(): string {
    return this.#server?.log.slice(-4000) ?? '';
  }

  async start(): Promise<void> {
    this.#server = await ServerProcess.start({ dataDir: this.#disk.dataDir, env: this.#disk.env });
    this.#session.at(this.#server.url);
  }

  /** Load for a moment, with one fault in its middle; afterwards the server is up, and says what it had said. */
  async round(): Promise<void> {
    const ended = new AbortController();
    const load = this.#load.run(ended.signal);
    await Promise.race([load, this.#load.answered(this.#random.between(ROUND.least, ROUND.most))]);
    await this.#fault(this.#anyFault());
    await Promise.race([load, this.#load.answered(this.#random.between(1, GOES_ON))]);
    ended.abort();
    await load;
    this.#load.trouble = false;
    await this.#lookAgain(LOOKED_AT_AGAIN);
  }

  /** Everything comes to its end; then answers, files, tables and disk are held against each other. @returns what is wrong */
  async rest(): Promise<readonly string[]> {
    // What runs for years, and what may: the queue behind it would wait.
    for (const open of [...this.#load.open.values()])
      if (open.rows === undefined) await this.#load.stop(open);
    await this.#endUnanswered();
    await until('all jobs have ended', () => this.#looked(), RESTS_WITHIN_MS);
    await this.#lookAgain(Number.POSITIVE_INFINITY);
    const faults = [...faultsOf(this.history.events), ...diskFaults(this.#disk.dataDir)];
    const compared = await this.#compare();
    this.#disk.makeRoom();
    return [...faults, ...compared];
  }

  async stop(): Promise<void> {
    const engines = this.#server?.descendants() ?? [];
    await this.#server?.stop();
    await until('its engine processes end with the server', () => !engines.some(isAlive));
  }

  #anyFault(): Fault {
    const dice = this.#random.next();
    if (dice < 0.55) return 'server killed';
    if (dice < 0.85) return 'engine killed';
    if (dice < 0.9 && this.#times('clock moved') < MOVES_AT_MOST) return 'clock moved';
    if (dice < 0.95 && this.#disk.canFill) return 'full disk';
    return this.#disk.canFail ? 'failing fsync' : 'server killed';
  }

  async #fault(fault: Fault): Promise<void> {
    const from = this.history.next();
    await FAULTS[fault](this);
    this.history.add({ kind: 'fault', fault, from, to: this.history.next() });
    this.done.set(fault, this.#times(fault) + 1);
  }

  #times(fault: Fault): number {
    return this.done.get(fault) ?? 0;
  }

  async killServer(): Promise<void> {
    const server = this.#running();
    const engines = server.descendants();
    await server.kill();
    await until('the engine processes of a killed server are gone', () => !engines.some(isAlive));
    await this.start();
  }

  async killEngines(): Promise<void> {
    for (const pid of this.#running().descendants()) if (isEngine(pid)) process.kill(pid, 'SIGKILL');
  }

  async moveClock(): Promise<void> {
    const advance = `${this.#random.between(1, LONGEST_MOVE_MINUTES)}m`;
    const { status, body } = await this.#session.call('POST', '/sluice/v1/lab/clock', { advance });
    if (status !== 200) throw new Error(`the clock was not moved: ${status} ${JSON.stringify(body)}`);
  }

  fillDisk(): Promise<void> {
    return this.#badDisk(
      () => this.#disk.fill(),
      () => this.#disk.empty(),
    );
  }

  failFsync(): Promise<void> {
    return this.#badDisk(
      () => this.#disk.fail(),
      () => this.#disk.heal(),
    );
  }

  /** What a server is like after its disk was bad is not said anywhere: it is started anew, as its operator would. */
  async #badDisk(begin: () => void, end: () => void): Promise<void> {
    this.#load.trouble = true;
    try {
      begin();
      await delay(BAD_FOR_MS);
    } finally {
      end();
    }
    await this.killServer();
  }

  /** Jobs that are there although the answer to their submit was cut off: that is allowed, and they run like any other. */
  async #endUnanswered(): Promise<void> {
    for (const state of ['queued', 'running', 'stopping']) {
      const { body } = await this.#session.call('GET', `/sluice/v1/jobs?state=${state}&limit=1000`);
      for (const { id } of (body as { jobs: readonly { id: string }[] }).jobs) {
        const known = this.history.events.some(
          (event) => event.kind === 'submit' && coreId(event.job) === id,
        );
        if (!known) await this.#session.call('POST', `/sluice/v1/jobs/${id}/stop`);
      }
    }
  }

  async #looked(): Promise<boolean> {
    for (const open of [...this.#load.open.values()]) await this.#load.look(open, true);
    await delay(LOOKED_EVERY_MS);
    return this.#load.open.size === 0;
  }

  async #lookAgain(most: number): Promise<void> {
    const submits = this.history.events.filter((event) => event.kind === 'submit');
    for (const { job, family } of submits.slice(-most)) {
      const load = this.#families.find((one) => one.family === family);
      if (load === undefined) continue;
      try {
        await this.#load.look({ job, load, rows: undefined }, true);
      } catch (error) {
        // An engine that was just killed may cut an answer short, the server may not.
        if (!(error instanceof Broken)) throw error;
        throw new Error(`the server is gone: ${this.#running().log.slice(-2000)}`);
      }
    }
  }

  async #compare(): Promise<readonly string[]> {
    const last = new Map<string, Seen>();
    for (const event of this.history.events)
      if (event.kind === 'look' && event.seen !== 'not there' && ENDS.has(event.seen.state))
        last.set(event.job, event.seen);
    const faults: string[] = [];
    for (const { compare, family } of this.#families) {
      if (compare === undefined) continue;
      for (const [job, seen] of last)
        for (const text of await compare(job, seen)) faults.push(`${family} job ${job}: ${text}`);
    }
    return faults;
  }

  #running(): ServerProcess {
    if (this.#server === undefined) throw new Error('no server');
    return this.#server;
  }
}

const FAULTS: Readonly<Record<Fault, (world: World) => Promise<void>>> = {
  'server killed': (world) => world.killServer(),
  'engine killed': (world) => world.killEngines(),
  'clock moved': (world) => world.moveClock(),
  'full disk': (world) => world.fillDisk(),
  'failing fsync': (world) => world.failFsync(),
};

function isEngine(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('engine-host');
  } catch {
    return false;
  }
}

/** As the native API writes ids. */
function coreId(id: string): string {
  return id.length === 32 ? id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : id;
}
