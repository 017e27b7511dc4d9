import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Sluice, startSluice } from '../../src/main.ts';
import { DataQueryClient, download } from '../support/data-query-client.ts';
import { until } from '../support/server-process.ts';

const SERVERS = 20;

/** Processes that this one has started and that are alive. */
function children(): string[] {
  return readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      return status.includes(`\nPPid:\t${process.pid}\n`) && !/^State:\s+[ZX]/m.test(status);
    } catch {
      return false;
    }
  });
}

test('20 servers of one process answer each for itself, and leave no process and no directory', async () => {
  const before = new Set(children());
  const servers: Sluice[] = [];
  try {
    const started = await Promise.allSettled(
      Array.from({ length: SERVERS }, async () => servers.push(await startSluice({ seed: 'none' }))),
    );
    expect(started.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(new Set(servers.map(({ url }) => url)).size).toBe(SERVERS);
    // Each has a row, a job and a clock that no other has.
    const answers = await Promise.all(
      servers.map(async (sluice, n) => {
        sluice.clock.advance(`${n}d`);
        await sluice.data('Account').upsert([{ Name: `Account ${n}`, Currency: 'USD' }]);
        const client = await DataQueryClient.signIn(sluice.url);
        const { dataFile } = await client.run('SELECT name FROM account');
        return (await download(dataFile ?? '')).toString();
      }),
    );
    expect(answers).toEqual(servers.map((_, n) => `name\nAccount ${n}\n`));
    expect(children().length).toBeGreaterThan(before.size);
  } finally {
    await Promise.all(servers.map((sluice) => sluice.stop()));
  }
  await until('their processes are gone', () => children().every((pid) => before.has(pid)));
  expect(servers.filter(({ dataDir }) => existsSync(dataDir))).toEqual([]);
});
