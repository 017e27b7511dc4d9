import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sluice, startSluice } from '../../src/main.ts';
import { DataQueryClient } from '../support/data-query-client.ts';
import { ENDLESS, eventually, listJobs, newestJob, runCli, startCli } from './cli-process.ts';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
let server: Sluice;
let client: DataQueryClient;

beforeAll(async () => {
  server = await startSluice();
  client = await DataQueryClient.signIn(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

const sluice = (...args: string[]) => runCli(args, { env: { SLUICE_URL: server.url } });
const start = (...args: string[]) => startCli(args, { env: { SLUICE_URL: server.url } });

/** In the midst of its work until it is stopped. */
async function runningJob(): Promise<{ id: string }> {
  return client.held();
}

async function completedJob(): Promise<string> {
  return (await client.run('SELECT 1')).id;
}

describe('sluice why', () => {
  it('says it in words, and as JSON', async () => {
    const id = await completedJob();
    const { code, stdout } = await sluice('why', id);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^It completed: 1 row, \d+ bytes in 1 file\.\n {2}completed since \S+Z \(data-query\)\n$/,
    );
    expect(JSON.parse((await sluice('why', id, '--json')).stdout)).toMatchObject({
      id,
      state: 'completed',
      ended: { rows: 1, files: 1 },
    });
  });

  it('of a running job names the limit that it runs under', async () => {
    const { id } = await client.submit(ENDLESS);
    await newestJob(server.url, 'running');
    expect((await sluice('why', id)).stdout).toMatch(
      /^Attempt 1 .*\n {2}running since .*\n {2}limit {6}dataQuery\.attemptTime: start the server with --limit/,
    );
    await client.cancel(id);
  });

  it('of a job there is not exits 4', async () => {
    expect(await sluice('why', UNKNOWN)).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining(UNKNOWN),
    });
  });
});

it('says when a refusal for load may be tried again', async () => {
  await using limited = await startSluice({ seed: 'none', limit: { 'platform.requestsPerMinute': 1 } });
  const jobs = () => runCli(['jobs'], { env: { SLUICE_URL: limited.url } });
  await jobs();
  expect(await jobs()).toMatchObject({ code: 3, stderr: expect.stringMatching(/; try again in \d+ s\n$/) });
});

describe('sluice jobs', () => {
  it('lists jobs as a table, newest first, and as JSON', async () => {
    const older = await completedJob();
    const newer = await completedJob();
    const { code, stdout } = await sluice('jobs', '--limit', '2');
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(header).toMatch(/^ID +FAMILY +STATE +ROWS +SIZE +SUBMITTED$/);
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 4))).toEqual([
      [newer, 'data-query', 'completed', '1'],
      [older, 'data-query', 'completed', '1'],
    ]);
    const listed = JSON.parse((await sluice('jobs', '--json')).stdout);
    expect(listed.map((job: { id: string }) => job.id).slice(0, 2)).toEqual([newer, older]);
  });

  it('narrows by state and family, and refuses a state there is not', async () => {
    await completedJob();
    expect(JSON.parse((await sluice('jobs', '--state', 'failed', '--json')).stdout)).toEqual([]);
    expect(
      JSON.parse((await sluice('jobs', '--family', 'data-query', '--json')).stdout).length,
    ).toBeGreaterThan(0);
    expect(await sluice('jobs', '--family', 'nope')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('data-query'),
    });
    expect(await sluice('jobs', '--state', 'cancelled')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('sluice cancel', () => {
  it('stops a running job and prints the receipt', async () => {
    const job = await runningJob();
    const { code, stdout } = await sluice('cancel', job.id);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^receipt ${job.id}: was running, ended by [\\w-]+ in`));
  });

  it('prints the receipt as JSON', async () => {
    const job = await runningJob();
    const receipt = JSON.parse((await sluice('cancel', job.id, '--json')).stdout);
    expect(receipt).toMatchObject({ jobId: job.id, requestedBy: 'dev@sluice.local', via: 'native' });
    expect(receipt.steps[0].step).toBe('recorded');
  });

  it('exits 3 when the job had ended, and 4 when there is none', async () => {
    const id = await completedJob();
    expect(await sluice('cancel', id)).toMatchObject({ code: 3, stdout: '' });
    expect(await sluice('cancel', UNKNOWN)).toMatchObject({ code: 4, stdout: '' });
  });
});

describe('sluice watch', () => {
  it('follows one job to its end and tells that by the exit code', async () => {
    const job = await runningJob();
    const watch = start('watch', job.id, '--json');
    await new Promise((resolve) => watch.process.stdout?.once('data', resolve));
    await sluice('cancel', job.id);
    const { code, stdout } = await watch.ended;
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(5);
    expect(events[0]).toMatchObject({ type: 'state', job: job.id, state: 'running' });
    expect(events.at(-1)).toMatchObject({ type: 'receipt', job: job.id });
    expect(events.filter(({ type }) => type === 'state').at(-1)).toMatchObject({ state: 'stopped' });
  });

  it('shows a job that has ended and leaves', async () => {
    const id = await completedJob();
    const { code, stdout } = await sluice('watch', id);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^\\S+Z {2}${id} {2}completed\\n$`));
    expect((await sluice('watch', UNKNOWN)).code).toBe(4);
  });

  it('shows all jobs until Ctrl-C, which stops no job', async () => {
    const job = await runningJob();
    const watch = start('watch');
    let seen = '';
    watch.process.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
    });
    // Jobs come until the watcher, which takes a moment to connect, has shown one whole.
    await eventually(async () => {
      const id = await completedJob();
      return seen.includes(`${id}  completed`) ? id : undefined;
    });
    watch.process.kill('SIGINT');
    expect((await watch.ended).code).toBe(130);
    const listed = await listJobs(server.url);
    expect(listed.filter(({ state }) => state === 'running').map(({ id }) => id)).toEqual([job.id]);
    await client.cancel(job.id);
  });
});
