import { execFile, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scrape } from '../platform/metrics/scrape.ts';
import { DataQueryClient, download } from '../support/data-query-client.ts';
import { ServerProcess, until } from '../support/server-process.ts';
import { NEVER_ENDING } from '../support/slow-queries.ts';

/** Folder of its programs. */
const BIN = process.env['SLUICE_PROMETHEUS'];
const SCRIPT = fileURLToPath(new URL('../../scripts/services/prometheus.sh', import.meta.url));

const SCRAPED_WITHIN_MS = 60_000;

describe.skipIf(BIN === undefined)('Prometheus', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({ args: ['--seed', 'none', '--stop-grace', '200ms'] });
    const client = await DataQueryClient.signIn(server.url);
    await download((await client.run('SELECT 1')).dataFile ?? '');
    await client.run('SELECT nope');
    const { id } = await client.submit(NEVER_ENDING);
    await client.started(id);
    await client.cancel(id);
    await client.call('GET', '/nowhere');
  });
  afterAll(() => server?.remove());

  it('has no complaint about the metrics (promtool check metrics)', async () => {
    const input = await scrape(server.url);
    const { status, stdout, stderr } = spawnSync(`${BIN}/promtool`, ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    });
    expect({ status, stdout: stdout.trim(), stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('scrapes them, and answers what they said', async () => {
    const port = await freePort();
    const run = promisify(execFile);
    const { stdout } = await run('bash', [SCRIPT, 'start', String(port), new URL(server.url).host]);
    const url = stdout.trim();
    try {
      await until('a scrape', async () => (await ask(url, 'up{job="sluice"}')) === 1, SCRAPED_WITHIN_MS);
      const outcomes = 'sluice_jobs_ended_total{family="data-query"}';
      await until('the jobs', async () => (await ask(url, `sum(${outcomes})`)) === 3, SCRAPED_WITHIN_MS);
      expect(await ask(url, 'sum(sluice_job_stop_seconds_count)')).toBe(1);
      expect(
        await ask(url, 'histogram_quantile(0.5, sum by (le) (sluice_job_run_seconds_bucket))'),
      ).toBeGreaterThan(0);
      expect(await ask(url, 'sluice_http_requests_total{route="other", status="404"}')).toBe(1);
      expect(await ask(url, 'count(sluice_build_info)')).toBe(1);
    } finally {
      await run('bash', [SCRIPT, 'stop', String(port)]);
    }
  });
});

/** The only value of a query; `undefined` when there is none yet. */
async function ask(url: string, query: string): Promise<number | undefined> {
  const reply = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query })}`);
  const { data } = (await reply.json()) as { data: { result: { value: [number, string] }[] } };
  const value = data.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}

/** A port that was free a moment ago: Prometheus cannot choose one itself. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
