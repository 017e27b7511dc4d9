import { expect, test } from 'vitest';
import { accountsCsv, BulkClient } from '../support/bulk-client.ts';
import { DataQueryClient } from '../support/data-query-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** So many that the server is killed in their midst. */
const ROWS = 150_000;
const FILE = accountsCsv(ROWS, (row) => row % 1000 === 7);

interface Begun {
  readonly server: ServerProcess;
  readonly id: string;
}

/** A server of its own with a job of which rows have been written. */
async function begun(): Promise<Begun> {
  const server = await ServerProcess.start({ args: ['--seed', 'none'] });
  const bulk = await BulkClient.signIn(server.url);
  const id = await bulk.submitted(FILE);
  await bulk.until(id, ({ rowsSucceeded, status }) => rowsSucceeded > 0 || status === 'Completed');
  return { server, id };
}

async function accounts(url: string): Promise<{ readonly all: number; readonly names: number }> {
  const client = await DataQueryClient.signIn(url);
  const job = await client.run('SELECT count(*), count(DISTINCT name) FROM account', {}, 60_000);
  const [, counts = ''] = (await (await fetch(job.dataFile ?? '')).text()).split('\n');
  const [all = Number.NaN, names = Number.NaN] = counts.split(',').map(Number);
  return { all, names };
}

test('a server that is killed while a job is in progress goes on with it: every row once', async () => {
  const { server, id } = await begun();
  await server.kill();
  const again = await ServerProcess.start({ dataDir: server.dataDir, args: ['--seed', 'none'] });
  try {
    const bulk = await BulkClient.signIn(again.url);
    const meanwhile = await bulk.summary(id);
    expect(['In Progress', 'Completed']).toContain(meanwhile.status);
    expect(await bulk.ended(id)).toMatchObject({
      status: 'Completed',
      rowCount: ROWS,
      rowsSucceeded: ROWS - ROWS / 1000,
      rowsFailed: ROWS / 1000,
    });
    const written = ROWS - ROWS / 1000;
    expect(await accounts(again.url)).toEqual({ all: written, names: written });
  } finally {
    await again.remove();
  }
});

test('a server that is killed while a job is being aborted ends the abort, with counts that are true', async () => {
  const { server, id } = await begun();
  const bulk = await BulkClient.signIn(server.url);
  // It may be answered before the kill, or not at all.
  const answer = bulk.abort(id).catch(() => undefined);
  await bulk.until(id, ({ status }) => status !== 'In Progress').catch(() => undefined);
  await server.kill();
  await answer;
  const again = await ServerProcess.start({ dataDir: server.dataDir, args: ['--seed', 'none'] });
  try {
    const after = await BulkClient.signIn(again.url);
    const summary = await after.ended(id);
    expect(summary.status).toBe('Aborted');
    const { all, names } = await accounts(again.url);
    expect([all, names]).toEqual([summary.rowsSucceeded, summary.rowsSucceeded]);
    expect((await after.files(id)).succeeded.trimEnd().split('\n')).toHaveLength(all + 1);
  } finally {
    await again.remove();
  }
});
