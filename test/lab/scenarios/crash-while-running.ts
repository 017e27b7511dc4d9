import type { ScenarioCase } from './case.ts';
import type { Connection } from './connection.ts';
import { FILE, SQL } from './data-query.ts';
import type { Run } from './query-runs.ts';

/** Query runs: the engine dies, and the run takes longer than usual. */
export const crashWhileRunning: ScenarioCase = {
  scenario: 'crash-while-running',

  async right(api) {
    return result(api, await submit(api));
  },
  ends: FILE,

  async wrong(api) {
    const usual = await result(api, await submit(api), 2);
    return usual ?? result(api, await submit(api));
  },
  shows: ['POST /v2/query_runs 201'],
};

async function submit(api: Connection): Promise<string> {
  const body = { sql: SQL, content_type: 'csv' };
  return (await api.ask<Run>('POST', '/v2/query_runs', { body })).body.id;
}

async function result(
  api: Connection,
  id: string,
  mostPolls = Number.POSITIVE_INFINITY,
): Promise<string | undefined> {
  for (let poll = 0; poll < mostPolls; poll++) {
    await api.pause(400);
    const { body: run } = await api.ask<Run>('GET', `/v2/query_runs/${id}`);
    if (run.state === 'complete') return (await api.link(run.file?.url ?? '')).text();
  }
  return undefined;
}
