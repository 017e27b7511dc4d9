import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataQueryClient, DEV, OTHER, READER } from '../support/data-query-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const SCHEMATHESIS = process.env['SLUICE_SCHEMATHESIS'];

/** `SLUICE_FUZZ_SEED=7` makes the same requests again. */
const SEED = Number(process.env['SLUICE_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Calls that end credentials: whoever finds its own client in a list is refused everything afterwards. */
const LOCKS_OUT = '^(rotate|revoke)';

/**
 * Who sends, how much, and how long it may take on a machine that is busy: four minutes together, and half of that
 * where nothing else runs.
 */
const RUNS = [
  {
    who: 'the administrator',
    principal: DEV,
    phases: 'examples,coverage,fuzzing,stateful',
    examples: 15,
    withinMs: 110_000,
    only: `--exclude-operation-id-regex=${LOCKS_OUT}`,
  },
  {
    who: 'the administrator of another tenant, who may lock itself out',
    principal: OTHER,
    phases: 'examples,coverage,fuzzing,stateful',
    examples: 8,
    withinMs: 40_000,
    only: `--include-operation-id-regex=^(list|add)Principal|${LOCKS_OUT}`,
  },
  {
    who: 'another user',
    principal: READER,
    phases: 'examples,fuzzing,stateful',
    examples: 8,
    withinMs: 60_000,
    only: undefined,
  },
  {
    who: 'nobody',
    principal: undefined,
    phases: 'examples,fuzzing',
    examples: 4,
    withinMs: 20_000,
    only: undefined,
  },
];

/** Never ends by itself: it gets a test of its own. */
const ENDLESS = '/sluice/v1/events';

/**
 * The only checks that are left out. Two take a request for good if its schema allows it, and for bad if not: the schema
 * cannot say that a job must still run or that a row's value must fit its field, and a bad `pageSize` is the default. One
 * takes a DELETE for the end of what it names: that of a job cancels it, and the job stays to be read.
 */
const LEFT_OUT = 'negative_data_rejection,positive_data_acceptance,use_after_free';

describe.skipIf(SCHEMATHESIS === undefined)(`every route of /openapi.json, fuzzed (seed ${SEED})`, () => {
  let server: ServerProcess;
  const directory = mkdtempSync(join(tmpdir(), 'sluice-fuzz-'));
  beforeAll(async () => {
    console.log(`SLUICE_FUZZ_SEED=${SEED}`);
    server = await ServerProcess.start({ args: ['--seed', 'small'] });
    // Something to find for who looks.
    const dev = await DataQueryClient.signIn(server.url, DEV);
    await dev.run('SELECT count(*) FROM account');
  });
  afterAll(async () => {
    await server?.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(RUNS)(
    'answers $who as the document says, and never with a fault of its own',
    async ({ principal, phases, examples, withinMs, only }) => {
      const signedIn = principal && (await DataQueryClient.signIn(server.url, principal));
      const { code, output } = await schemathesis(withinMs, [
        'run',
        `${server.url}/openapi.json`,
        ...(signedIn ? ['--header', `Authorization: Bearer ${signedIn.token}`] : []),
        `--exclude-path=${ENDLESS}`,
        ...(only === undefined ? [] : [only]),
        `--exclude-checks=${LEFT_OUT}`,
        `--phases=${phases}`,
        `--max-examples=${examples}`,
        `--seed=${SEED}`,
        '--request-timeout=20',
        '--no-color',
      ]);
      expect(code, output).toBe(0);
      expect(Number(/(\d+) generated/.exec(output)?.[1]), output).toBeGreaterThan(50);
    },
    150_000,
  );

  it('answers whatever job the events are asked for', async () => {
    const { token } = await DataQueryClient.signIn(server.url, READER);
    for (const job of ['', '%00', '%', '%FF', "'", '..%2F..', 'x'.repeat(9000), '1&job=2', '%F0%9F%92%A7']) {
      const stop = new AbortController();
      const reply = await fetch(`${server.url}${ENDLESS}?job=${job}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: stop.signal,
      });
      expect([reply.status, job]).toEqual([expect.toBeOneOf([400, 404]), job]);
      stop.abort();
    }
  });

  it('left a server behind that works, and wrote of no failure', async () => {
    const dev = await DataQueryClient.signIn(server.url, DEV);
    expect(await dev.run('SELECT 1 AS one')).toMatchObject({ queryStatus: 'completed' });
    expect(server.log.split('\n').filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  /** @param timeout after which it is ended, with the code null */
  async function schemathesis(
    timeout: number,
    args: readonly string[],
  ): Promise<{ code: number | null; output: string }> {
    const child = spawn(SCHEMATHESIS ?? '', args, {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
    });
    const [[code], stdout, stderr] = await Promise.all([
      once(child, 'exit') as Promise<[number | null]>,
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, output: `${stdout}${stderr}` };
  }
});
