import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BulkClient, type BulkSummary } from '../support/bulk-client.ts';
import { isAlive, ServerProcess, until } from '../support/server-process.ts';
import { Random } from './random.ts';
import { SETTINGS } from './settings.ts';

/** More than the engine writes in one chunk, so that a kill meets a load of which a part is written. */
const ROWS = 260_000;
/** Every so many rows has a day that is none. */
const WRONG = 1_000;
/** A kill comes at most this long after the submission: about as long as a load takes. */
const LONGEST_UNTIL_KILL_MS = 4_000;
/** Where a load is killed again and again it is let go on after so many kills. */
const KILLS_A_LOAD = 3;

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-load-kills-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));

it.skipIf(SETTINGS.loadKills === 0)(
  `${SETTINGS.loadKills} kills of servers and engines in the middle of loads: no counted row is lost, none is written twice`,
  async () => {
    const random = new Random(SETTINGS.seed);
    console.log(`seed ${SETTINGS.seed}`);
    const loads = await Loads.open(random);
    try {
      while (loads.kills < SETTINGS.loadKills) await loads.one();
      console.log(`${loads.kills} kills: ${JSON.stringify(loads.ends)}`);
    } finally {
      await loads.close();
    }
  },
  60_000 + SETTINGS.loadKills * 40_000,
);

/** One load after the other, on a server that is killed in their midst. */
class Loads {
  kills = 0;
  readonly ends: Record<string, number> = {};
  readonly #random: Random;
  #server: ServerProcess;
  #client: BulkClient;
  #loads = 0;
  /** Success file of the last import that completed: what an update changes. */
  #written: readonly string[] = [];

  private constructor(random: Random, server: ServerProcess, client: BulkClient) {
    this.#random = random;
    this.#server = server;
    this.#client = client;
  }

  static async open(random: Random): Promise<Loads> {
    const server = await startServer();
    return new Loads(random, server, await BulkClient.signIn(server.url));
  }

  async one(): Promise<void> {
    const name = `load ${++this.#loads}`;
    const updates = this.#written.length > 0 && this.#random.next() < 0.3;
    const id = await (updates ? this.#update(name) : this.#import(name));
    for (let kills = this.#random.between(1, KILLS_A_LOAD); kills > 0; kills--) {
      await delay(this.#random.between(0, LONGEST_UNTIL_KILL_MS));
      // Whoever is cut off by the kill does not know whether it happened.
      if (this.#random.next() < 0.2) void this.#client.abort(id).catch(() => undefined);
      await this.#kill();
    }
    const summary = await this.#client.ended(id);
    this.ends[summary.status] = (this.ends[summary.status] ?? 0) + 1;
    await this.#check(id, name, summary);
    if (!updates && summary.status === 'Completed')
      this.#written = linesOf((await this.#client.files(id)).succeeded).slice(1);
  }

  async close(): Promise<void> {
    const engines = this.#server.descendants();
    await this.#server.stop();
    await until('its engine processes end with the server', () => !engines.some(isAlive));
  }

  /** Table, summary and files tell the same. */
  async #check(id: string, name: string, summary: BulkSummary): Promise<void> {
    const { status, rowCount, rowsSucceeded, rowsFailed } = summary;
    const told = JSON.stringify(summary);
    expect(['Completed', 'Aborted', 'Cancelled'], told).toContain(status);
    expect(await this.#named(name), told).toEqual({ rows: rowsSucceeded, different: rowsSucceeded });
    if (status === 'Completed') expect(rowsSucceeded + rowsFailed, told).toBe(rowCount);
    if (status === 'Cancelled') return expect(rowsSucceeded, told).toBe(0);
    const { succeeded, failed } = await this.#client.files(id);
    expect([linesOf(succeeded).length, linesOf(failed).length], told).toEqual([
      rowsSucceeded + 1,
      rowsFailed + 1,
    ]);
  }

  async #named(name: string): Promise<{ readonly rows: number; readonly different: number }> {
    const sql = `SELECT count(*), count(DISTINCT name) FROM account WHERE name LIKE '${name}: %'`;
    const job = await this.#client.http.run(sql, {}, 60_000);
    const [, counts = ''] = (await (await fetch(job.dataFile ?? '')).text()).split('\n');
    const [rows = Number.NaN, different = Number.NaN] = counts.split(',').map(Number);
    return { rows, different };
  }

  #import(name: string): Promise<string> {
    const lines = Array.from(
      { length: ROWS },
      (_, row) => `${name}: ${row},${row % WRONG === 7 ? 'often' : 1 + (row % 28)}`,
    );
    return this.#client.submitted(`Name,BillCycleDay\n${lines.join('\n')}\n`);
  }

  /** Of all rows of an earlier import, and of some that there are not. */
  #update(name: string): Promise<string> {
    const lines = this.#written.map((line, row) => {
      const id = row % WRONG === 7 ? 'none' : line.slice(line.lastIndexOf(',') + 1);
      return `${id},${name}: ${row}`;
    });
    return this.#client.submitted(`Id,Name\n${lines.join('\n')}\n`, { jobType: 'Update' });
  }

  /** The server, or the engine alone. */
  async #kill(): Promise<void> {
    this.kills++;
    const engines = this.#server.descendants();
    if (this.#random.next() < 0.3) {
      for (const pid of engines) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
      return;
    }
    await this.#server.kill();
    await until('the engine processes of a killed server are gone', () => !engines.some(isAlive));
    this.#server = await startServer();
    this.#client = new BulkClient(this.#client.http.at(this.#server.url));
  }
}

function startServer(): Promise<ServerProcess> {
  return ServerProcess.start({ dataDir, args: ['--seed', 'none'] });
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}
