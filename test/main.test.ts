import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sluice, startSluice } from '../src/main.ts';
import { ENDLESS_NUMBERS } from './families/server.ts';
import { DataQueryClient, download } from './support/data-query-client.ts';

let dataDir: string;
const running: Sluice[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-main-'));
});
afterEach(async () => {
  for (const sluice of running.splice(0)) await sluice.stop();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function start(options: Parameters<typeof startSluice>[0] = {}): Promise<Sluice> {
  const sluice = await startSluice({ seed: 'none', ...options });
  running.push(sluice);
  return sluice;
}

describe('startSluice', () => {
  test('has its own port and data, which are gone once it has stopped', async () => {
    const [one, two] = [await start(), await start()];
    expect(one.url).not.toBe(two.url);
    expect(one.dataDir).not.toBe(two.dataDir);
    expect(existsSync(one.dataDir)).toBe(true);
    const client = await DataQueryClient.signIn(one.url);
    expect(await client.run('SELECT 1')).toMatchObject({ queryStatus: 'completed' });
    await one.stop();
    expect(existsSync(one.dataDir)).toBe(false);
    await expect(fetch(`${one.url}/healthz`)).rejects.toThrow();
    expect((await fetch(`${two.url}/healthz`)).status).toBe(200);
  });

  test('gives the credentials of the administrator, and is disposed of by await using', async () => {
    let url: string;
    {
      await using sluice = await startSluice({ seed: 'none' });
      url = sluice.url;
      expect(sluice.credentials).toEqual({
        clientId: '5c1ce000-0000-4000-8000-000000000001',
        clientSecret: 'sluice-dev-secret',
      });
    }
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  test('stops once, however often it is asked', async () => {
    const sluice = await start();
    await Promise.all([sluice.stop(), sluice.stop()]);
    await sluice.stop();
  });

  test('says alive and ready', async () => {
    const { url } = await start();
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', parts: { server: 'ok', store: 'ok', engine: 'ok', results: 'ok', audit: 'ok' } },
    ]);
  });

  test('does not start beside another server on the same data, and says so', async () => {
    await start({ dataDir });
    await expect(startSluice({ seed: 'none', dataDir })).rejects.toThrow(/another|in use|already/i);
  });

  test('does not start on a port that is taken, says so, and lets go of its data', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    await expect(startSluice({ seed: 'none', dataDir, port })).rejects.toThrow(
      new RegExp(`port ${port} on 127\\.0\\.0\\.1: is taken by another program; use --port 0`),
    );
    await start({ dataDir });
  });

  test('keeps jobs, files, links and tokens over a restart', async () => {
    const first = await start({ dataDir });
    const port = Number(new URL(first.url).port);
    const client = await DataQueryClient.signIn(first.url);
    const job = await client.run('SELECT 1 AS one');
    await first.stop();
    const second = await start({ dataDir, port });
    const { dataFile: _link, ...kept } = job;
    expect(await client.at(second.url).get(job.id)).toMatchObject(kept);
    expect((await download(job.dataFile ?? '')).toString()).toBe('one\n1\n');
  });

  test('queues running work again when it stops, and runs it at the next start at no cost', async () => {
    const first = await start({ dataDir });
    const client = await DataQueryClient.signIn(first.url);
    const { id } = await client.submit(ENDLESS_NUMBERS);
    await client.started(id);
    await first.stop();
    const again = client.at((await start({ dataDir })).url);
    expect(await again.started(id)).toMatchObject({ queryStatus: 'in_progress', remainingRetries: 3 });
    expect((await again.cancel(id)).status).toBe(200);
  });

  test('with a drain lets running work finish, says meanwhile that it is not ready, and takes nothing new', async () => {
    const first = await start({ dataDir, drain: '60s' });
    const client = await DataQueryClient.signIn(first.url);
    const held = first.lab.hold({ at: 'before-publish' });
    const { id } = await client.submit('SELECT 1');
    await held.reached();
    const stopped = first.stop();
    const ready = await fetch(`${first.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { parts: { server: 'failed' } }]);
    const body = { query: 'SELECT 1', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
    expect((await client.call('POST', '/query/jobs', body)).status).toBe(503);
    held.release();
    await stopped;
    const again = client.at((await start({ dataDir })).url);
    expect(await again.get(id)).toMatchObject({ queryStatus: 'completed', remainingRetries: 3 });
  });

  test('serves links below the public address', async () => {
    const sluice = await start({ publicUrl: 'https://sluice.example.test' });
    const client = await DataQueryClient.signIn(sluice.url);
    const { dataFile = '' } = await client.run('SELECT 1 AS one');
    const link = new URL(dataFile);
    expect(link.origin).toBe('https://sluice.example.test');
    expect((await download(`${sluice.url}${link.pathname}${link.search}`)).toString()).toBe('one\n1\n');
  });

  test('runs in service mode with its own principals only', async () => {
    const sluice = await start({
      mode: 'service',
      principals: {
        tenants: [
          {
            name: 'acme',
            users: [{ name: 'ops', password: 'secret-of-ops', permissions: ['bulk'] }],
            clients: [
              { clientId: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d', clientSecret: 'secret', user: 'ops' },
            ],
          },
        ],
      },
    });
    expect(sluice.credentials).toBeUndefined();
    await expect(DataQueryClient.signIn(sluice.url)).rejects.toThrow(/401/);
    const client = await DataQueryClient.signIn(sluice.url, {
      clientId: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d',
      clientSecret: 'secret',
    });
    expect(await client.call('GET', '/query/jobs')).toEqual({
      status: 403,
      body: { code: 403, message: 'You do not have the permission query' },
    });
  });
});
