import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkClock, checkDisk } from '../../src/cli/doctor/check-machine.ts';
import { DataQueryClient } from '../support/data-query-client.ts';
import { runCli, type ServerProcess, startServerProcess } from './cli-process.ts';

let server: ServerProcess;

beforeAll(async () => {
  server = await startServerProcess('--seed', 'none');
});
afterAll(() => server[Symbol.asyncDispose]());

const doctor = (args: readonly string[] = [], env: Record<string, string> = {}) =>
  runCli(['doctor', ...args], { env: { SLUICE_URL: server.url, ...env } });

describe('sluice doctor', () => {
  it('exits 0 and says what it looked at when all is well', async () => {
    const { code, stdout, stderr } = await doctor(['--data-dir', server.dataDir]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2).join(' '))).toEqual([
      'ok address',
      'ok server',
      'ok versions',
      'ok disk',
      'ok clock',
      'ok clients',
      '',
    ]);
    expect(stdout).toMatch(/Node \d+\.\d+\.\d+, DuckDB v\d/);
  });

  it('exits 1 with what clients did wrong, the requests, and what to do', async () => {
    const client = await DataQueryClient.signIn(server.url);
    // Without a poll: on a busy machine this client's polls are a finding of their own.
    const query = { sql: 'SELECT 1', wait: '60s' };
    const { body } = await client.call('POST', '/sluice/v1/queries', query);
    const { id, units } = body as { id: string; units: { files: { url: string }[] }[] };
    await (
      await fetch(units[0]?.files[0]?.url ?? '', { headers: { authorization: 'Bearer of-mine' } })
    ).text();
    const { code, stdout } = await doctor();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^wrong {2}clients {3}1 finding since /m);
    expect(stdout).toContain('link-fetched-with-a-bearer-token: dev@sluice.local, once since ');
    expect(stdout).toContain('  To do: Fetch result links without Authorization');
    expect(stdout).toMatch(/^ {2}\S+Z {2}GET \/results\/\S+ 200 {2}[0-9a-f-]{36}$/m);
    const json = JSON.parse((await doctor(['--json'])).stdout);
    expect(json).toMatchObject({ ok: false, findings: [{ jobs: [id], cases: 1 }] });
  });

  it('without a server says that the port is free, and looks at the rest', async () => {
    const { code, stdout } = await doctor(['--url', 'http://127.0.0.1:1']);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^wrong {2}address {3}nothing listens at http:\/\/127\.0\.0\.1:1: the port is free/,
    );
    expect(stdout).toMatch(/^ok {5}versions /m);
  });

  it('says when another server has the port', async () => {
    const other = createServer((_, reply) => reply.writeHead(404).end('nobody'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await doctor(['--url', `http://127.0.0.1:${port}`])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('another server answers at'),
    });
    other.close();
  });

  it('says when it may not ask', async () => {
    const env = { SLUICE_CLIENT_ID: 'nobody', SLUICE_CLIENT_SECRET: 'nothing' };
    const { code, stdout } = await doctor([], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^wrong {2}clients {3}.* refused client nobody/m);
  });
});

describe('the clock', () => {
  const facts = (time: string, businessTime = time) => ({ version: '1', node: '22', time, businessTime });
  const asked = { from: Date.parse('2026-11-25T10:00:00Z'), to: Date.parse('2026-11-25T10:00:05Z') };

  it.each([
    ['2026-11-25T10:00:03Z', 'ok', "the server's is this machine's"],
    ['2026-11-25T09:59:58Z', 'ok', "the server's is this machine's"],
    ['2026-11-25T09:59:30Z', 'wrong', "the server's is 30 s behind"],
    ['2026-11-25T10:01:05Z', 'wrong', "the server's is 60 s ahead"],
  ])('at %s is %s: %s', (time, state, detail) => {
    expect(checkClock(facts(time), asked)).toMatchObject({ state, detail: expect.stringContaining(detail) });
  });

  it('of business time is told when it was moved, and is no fault', () => {
    expect(checkClock(facts('2026-11-25T10:00:03Z', '2026-11-25T13:00:03Z'), asked)).toEqual({
      check: 'clock',
      state: 'ok',
      detail: "the server's is this machine's; its business time was moved by 10800 s",
    });
  });
});

it('the disk is not looked at where the data directory is not known', async () => {
  expect(await checkDisk(undefined)).toMatchObject({ state: 'unknown' });
  expect(await checkDisk('/nowhere/at/all')).toMatchObject({ state: 'unknown' });
});
