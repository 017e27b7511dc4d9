import type { ScenarioCase } from './case.ts';
import type { Connection } from './connection.ts';
import { FILE, SQL } from './data-query.ts';
import type { Run } from './query-runs.ts';

/** Query runs: the link is dead when it is used. */
export const expiredFile: ScenarioCase = {
  scenario: 'expired-file',

  async right(api) {
    const run = await complete(api);
    for (let tries = 0; tries < 3; tries++) {
      const { body: now } = await api.ask<Run>('GET', `/v2/query_runs/${run.id}`);
      const file = await api.link(now.file?.url ?? '');
      if (file.ok) return file.text();
    }
    return 'gave up';
  },
  ends: FILE,

  async wrong(api) {
    const run = await complete(api);
    for (let tries = 0; tries < 3; tries++) {
      const file = await api.link(run.file?.url ?? '');
      if (file.ok) return file.text();
      await api.pause(1000);
    }
    return 'gave up';
  },
  shows: ['GET /results/{id}.csv 403'],
};

async function complete(api: Connection): Promise<Run> {
  const created = await api.ask<Run>('POST', '/v2/query_runs', { body: { sql: SQL, content_type: 'csv' } });
  for (let pause = 500; ; pause *= 2) {
    const { body: run } = await api.ask<Run>('GET', `/v2/query_runs/${created.body.id}`);
    if (run.state === 'complete') return run;
    await api.pause(pause);
  }
}
