import { type AquaJob, QUERIES } from './aqua.ts';
import type { ScenarioCase } from './case.ts';
import type { Connection } from './connection.ts';

/** AQuA: a user cancels an export whose file is written already. */
export const cancelWinsLate: ScenarioCase = {
  scenario: 'cancel-wins-late',

  async right(api) {
    return (await cancelled(api)).status;
  },
  ends: 'cancelled',

  async wrong(api) {
    const { id } = await cancelled(api);
    for (let polls = 0; polls < 10; polls++) {
      const { body: job } = await api.ask<AquaJob>('GET', `/v1/batch-query/jobs/${id}`);
      if (job.status === 'completed' || job.status === 'error') return job.status;
      await api.pause(5000);
    }
    return 'gave up';
  },
  shows: ['GET /v1/batch-query/jobs/{id} 200'],
};

async function cancelled(api: Connection): Promise<AquaJob> {
  const { body: job } = await api.ask<AquaJob>('POST', '/v1/batch-query', { body: QUERIES });
  await api.unwanted();
  return (await api.ask<AquaJob>('DELETE', `/v1/batch-query/jobs/${job.id}`)).body;
}
