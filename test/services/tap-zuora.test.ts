import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataQueryClient, DEV, download } from '../support/data-query-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const PYTHON = process.env['SLUICE_TAP_ZUORA_PYTHON'];
const TAP = fileURLToPath(new URL('tap_zuora_at.py', import.meta.url));

/** Before every row of the seed. */
const START = '2000-01-01T00:00:00Z';
/** A sync of all streams starts with a second of Python and looks at each job every 0.2 s. */
const TAP_WITHIN_MS = 300_000;
/** What of its output the tap may write; a sync of the small seed is some 40 MB. */
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

/** Without deleted rows (aqua.md §4.5), which the tap does not know of them: its users do not select the field there. */
const WITHOUT_DELETED = ['AccountingCode'];

interface Stream {
  readonly tap_stream_id: string;
  readonly replication_key: string | null;
  readonly schema: { readonly properties: Readonly<Record<string, unknown>> };
  readonly metadata: {
    readonly breadcrumb: readonly string[];
    readonly metadata: Record<string, unknown>;
  }[];
}

interface Message {
  readonly type: 'RECORD' | 'STATE' | 'SCHEMA';
  readonly stream?: string;
  readonly record?: Readonly<Record<string, unknown>>;
  readonly value?: unknown;
}

describe.skipIf(PYTHON === undefined)('the published tap', { timeout: TAP_WITHIN_MS }, () => {
  let server: ServerProcess;
  let directory: string;
  let sluice: DataQueryClient;
  let streams: readonly Stream[];
  let state: unknown;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sluice-tap-'));
    server = await ServerProcess.start();
    sluice = await DataQueryClient.signIn(server.url);
  });
  afterAll(async () => {
    await server?.remove();
    await rm(directory, { recursive: true, force: true });
  });

  /** Runs the tap. @throws with what it logged when it fails */
  async function tap(args: readonly string[], login: object): Promise<string> {
    const config = { api_type: 'AQUA', partner_id: 'sluice', start_date: START, ...login };
    const { stdout } = await promisify(execFile)(
      PYTHON ?? '',
      [TAP, server.url, '--config', await json('config.json', config), ...args],
      { timeout: TAP_WITHIN_MS, maxBuffer: MAX_OUTPUT_BYTES },
    );
    return stdout;
  }

  const byToken = { auth_type: 'OAUTH', username: DEV.clientId, password: DEV.clientSecret };
  const byPassword = { auth_type: 'BASIC', username: 'dev@sluice.local', password: 'sluice-dev' };

  async function json(name: string, value: unknown): Promise<string> {
    const path = join(directory, name);
    await writeFile(path, JSON.stringify(value));
    return path;
  }

  /** Syncs these streams whole, or from where the state says. */
  async function sync(names: readonly string[], from?: unknown): Promise<readonly Message[]> {
    const selected = streams.map((stream) => ({
      ...stream,
      metadata: stream.metadata.map((entry) => ({
        ...entry,
        metadata: {
          ...entry.metadata,
          selected: names.includes(stream.tap_stream_id) && !isDeletedOf(stream, entry.breadcrumb),
        },
      })),
    }));
    const output = await tap(
      [
        '--catalog',
        await json('catalog.json', { streams: selected }),
        ...(from === undefined ? [] : ['--state', await json('state.json', from)]),
      ],
      byToken,
    );
    const messages = output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Message);
    state = messages.findLast(({ type }) => type === 'STATE')?.value;
    return messages;
  }

  function isDeletedOf({ tap_stream_id: name }: Stream, breadcrumb: readonly string[]): boolean {
    return WITHOUT_DELETED.includes(name) && breadcrumb[1] === 'Deleted';
  }

  function records(
    messages: readonly Message[],
    stream: string,
  ): readonly Readonly<Record<string, unknown>>[] {
    return messages
      .filter((message) => message.type === 'RECORD' && message.stream === stream)
      .map(({ record }) => record ?? {});
  }

  async function rowCount(object: string): Promise<number> {
    const table = object === 'Order' ? 'orders' : object.toLowerCase();
    const job = await sluice.run(`SELECT count(*) AS n FROM ${table}`);
    expect(job.errorMessage).toBeUndefined();
    return Number((await download(job.dataFile ?? '')).toString().split('\n')[1]);
  }

  /** What changed in the second of a job's start comes with the next job (aqua.md §4.2, rule 6). */
  async function nextSecond(): Promise<void> {
    const now = wholeSecond();
    await vi.waitFor(() => expect(wholeSecond()).toBeGreaterThan(now), { timeout: 5000, interval: 20 });
  }

  function wholeSecond(): number {
    return Math.floor(Date.now() / 1000);
  }

  /** Jobs that have not ended. */
  async function left(): Promise<readonly unknown[]> {
    const states = ['queued', 'running', 'stopping'].map(async (state) => {
      const { body } = await sluice.call('GET', `/sluice/v1/jobs?state=${state}`);
      return (body as { readonly jobs: readonly unknown[] }).jobs;
    });
    return (await Promise.all(states)).flat();
  }

  it.each([
    ['a token', byToken],
    ['user and password', byPassword],
  ])('discovers every object that can be exported, by %s, and leaves no job', async (_how, login) => {
    const found = JSON.parse(await tap(['--discover'], login)) as { readonly streams: readonly Stream[] };
    streams = found.streams;
    const reply = await fetch(`${server.url}/v1/describe`, {
      headers: { authorization: `Bearer ${sluice.token}` },
    });
    const described = [...(await reply.text()).matchAll(/<name>([^<]+)<\/name>/g)].map(([, name]) => name);
    expect(streams.map(({ tap_stream_id: name }) => name)).toEqual(described);
    const account = streams.find(({ tap_stream_id: name }) => name === 'Account');
    expect(account?.replication_key).toBe('UpdatedDate');
    expect(Object.keys(account?.schema.properties ?? {})).toEqual(
      expect.arrayContaining(['Id', 'AccountNumber', 'BillToContactId', 'Deleted']),
    );
    const period = streams.find(({ tap_stream_id: name }) => name === 'AccountingPeriod');
    expect(Object.keys(period?.schema.properties ?? {})).toContain('Deleted');
    expect(await left()).toEqual([]);
  });

  it('syncs every row of every stream, once', async () => {
    const names = streams.map(({ tap_stream_id: name }) => name);
    const messages = await sync(names);
    const synced = names.map((name) => {
      const rows = records(messages, name);
      expect(new Set(rows.map(({ Id }) => Id)).size, name).toBe(rows.length);
      return [name, rows.length] as const;
    });
    expect(synced).toEqual(
      await Promise.all(names.map(async (name) => [name, await rowCount(name)] as const)),
    );
    expect(await left()).toEqual([]);
  });

  it('syncs what changed and what was deleted since, and nothing else', async () => {
    const before = state;
    const accounts = await sluice.run('SELECT id FROM account ORDER BY id LIMIT 3');
    const [changed, , deleted] = (await download(accounts.dataFile ?? '')).toString().split('\n').slice(1);
    const change = await sluice.call('POST', '/sluice/v1/data/Account', {
      upsert: [
        { Id: changed, Name: 'Changed, Ltd' },
        { Name: 'Quite new', Currency: 'EUR' },
      ],
      delete: [deleted],
    });
    expect(change.body).toEqual({ inserted: 1, updated: 1, deleted: 1 });
    await nextSecond();
    const rows = records(await sync(['Account'], before), 'Account');
    // The tap asks from its bookmark on, so the row that has it comes again.
    const bookmark = rows.filter(({ Name }) => Name !== 'Changed, Ltd' && Name !== 'Quite new');
    expect(rows.find(({ Id }) => Id === changed)).toMatchObject({ Name: 'Changed, Ltd', Deleted: false });
    expect(rows.find(({ Name }) => Name === 'Quite new')).toMatchObject({ Currency: 'EUR', Deleted: false });
    expect(rows.find(({ Id }) => Id === deleted)).toMatchObject({ Deleted: true });
    expect(bookmark.filter(({ Id }) => Id !== deleted).length).toBeLessThanOrEqual(1);
    expect(await left()).toEqual([]);
  });

  it('has nothing more to sync when nothing changed', async () => {
    const rows = records(await sync(['Account'], state), 'Account');
    // All of one change have one date: those of the bookmark's second come again.
    expect(rows.length).toBeLessThanOrEqual(3);
  });
});
