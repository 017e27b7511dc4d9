import { type AquaJob, FILE, QUERIES } from './aqua.ts';
import type { ScenarioCase } from './case.ts';

/** AQuA: the token ends while an export runs. */
export const expiredToken: ScenarioCase = {
  scenario: 'expired-token',

  async right(api) {
    const { body } = await api.ask<AquaJob>('POST', '/v1/batch-query', { body: QUERIES });
    for (let pause = 500; ; pause *= 2) {
      const { status, body: job } = await api.ask<AquaJob>('GET', `/v1/batch-query/jobs/${body.id}`);
      if (status === 401) await api.signIn();
      else if (job.status === 'completed')
        return (await api.file(`/v1/files/${job.batches[0]?.fileId}`)).text();
      else await api.pause(pause);
    }
  },
  ends: FILE,

  async wrong(api) {
    const { body } = await api.ask<AquaJob>('POST', '/v1/batch-query', { body: QUERIES });
    for (let tries = 0; tries < 5; tries++) {
      const { status, body: job } = await api.ask<AquaJob>('GET', `/v1/batch-query/jobs/${body.id}`);
      if (status === 200 && job.status === 'completed') return job.status;
      await api.pause(1000);
    }
    return 'gave up';
  },
  shows: ['GET /v1/batch-query/jobs/{id} 401'],
};
