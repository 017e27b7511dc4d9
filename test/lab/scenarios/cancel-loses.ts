import type { ScenarioCase } from './case.ts';
import type { Connection } from './connection.ts';
import { CSV, FILE, type QueryJob, SQL } from './data-query.ts';

/** Data Query: a user cancels a query that is about to complete. */
export const cancelLoses: ScenarioCase = {
  scenario: 'cancel-loses',

  async right(api) {
    const { id, status } = await cancelled(api);
    if (status === 200) return 'cancelled';
    const job = await api.ask<QueryJob>('GET', `/query/jobs/${id}`);
    if (job.body.data.queryStatus !== 'completed') return job.body.data.queryStatus;
    return (await api.link(job.body.data.dataFile ?? '')).text();
  },
  ends: FILE,

  async wrong(api) {
    await cancelled(api);
    return 'cancelled';
  },
  shows: ['POST /query/jobs 200'],
  foundAfter: '1h',
};

async function cancelled(api: Connection): Promise<{ readonly id: string; readonly status: number }> {
  const { body } = await api.ask<QueryJob>('POST', '/query/jobs', { body: { query: SQL, ...CSV } });
  await api.unwanted();
  const { status } = await api.ask('DELETE', `/query/jobs/${body.data.id}`);
  return { id: body.data.id, status };
}
