import type { ScenarioCase } from './case.ts';
import type { Answer, Connection } from './connection.ts';
import { CSV, FILE, type QueryJob, SQL } from './data-query.ts';

/** Data Query: answers are lost. */
export const flakyNetwork: ScenarioCase = {
  scenario: 'flaky-network',

  async right(api) {
    const headers = { 'idempotency-key': 'nightly-2026-11-26' };
    const query = { body: { query: SQL, ...CSV }, headers };
    const { body } = await again(api, () => api.ask<QueryJob>('POST', '/query/jobs', query));
    return result(api, body.data.id);
  },
  ends: FILE,

  async wrong(api) {
    const query = { body: { query: SQL, ...CSV } };
    const { body } = await again(api, () => api.ask<QueryJob>('POST', '/query/jobs', query));
    return result(api, body.data.id);
  },
  shows: ['POST /query/jobs 200 cut', 'POST /query/jobs 200'],
};

/** Until there is an answer. */
async function again<Body>(
  api: Connection,
  ask: () => Promise<Answer<Body>>,
  tries = 5,
): Promise<Answer<Body>> {
  const answer = await ask().catch((error: unknown) => {
    if (tries === 0) throw error;
    return undefined;
  });
  if (answer !== undefined && answer.status !== 503) return answer;
  await api.pause(Number(answer?.headers.get('retry-after') ?? 1) * 1000);
  return again(api, ask, tries - 1);
}

async function result(api: Connection, id: string): Promise<string> {
  for (let pause = 500; ; pause *= 2) {
    const { body: job } = await again(api, () => api.ask<QueryJob>('GET', `/query/jobs/${id}`));
    if (job.data.queryStatus === 'completed') return (await api.link(job.data.dataFile ?? '')).text();
    await api.pause(pause);
  }
}
