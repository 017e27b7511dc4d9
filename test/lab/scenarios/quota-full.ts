import type { ScenarioCase } from './case.ts';
import type { Answer, Connection } from './connection.ts';
import { FILE, SQL } from './data-query.ts';
import type { Run } from './query-runs.ts';

/** Query runs: the queue is full, for a while. */
export const quotaFull: ScenarioCase = {
  scenario: 'quota-full',

  async right(api) {
    for (;;) {
      const answer = await submit(api);
      if (answer.status === 201) return result(api, answer.body.id);
      await api.pause(Number(answer.headers.get('retry-after')) * 1000);
    }
  },
  ends: FILE,

  async wrong(api) {
    for (;;) {
      const answer = await submit(api);
      if (answer.status === 201) return result(api, answer.body.id);
    }
  },
  shows: ['POST /v2/query_runs 429', 'POST /v2/query_runs 201'],
};

function submit(api: Connection): Promise<Answer<Run>> {
  return api.ask('POST', '/v2/query_runs', { body: { sql: SQL, content_type: 'csv' } });
}

async function result(api: Connection, id: string): Promise<string> {
  for (let pause = 500; ; pause *= 2) {
    const { body: run } = await api.ask<Run>('GET', `/v2/query_runs/${id}`);
    if (run.state === 'complete') return (await api.link(run.file?.url ?? '')).text();
    await api.pause(pause);
  }
}
