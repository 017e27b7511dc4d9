import { expect } from 'vitest';
import type { ScenarioCase } from './case.ts';
import { CSV, type QueryJob, SQL } from './data-query.ts';

/** Data Query: a query takes longer than queries may. */
export const threeHoursLater: ScenarioCase = {
  scenario: 'three-hours-later',

  async right(api) {
    const { body } = await api.ask<QueryJob>('POST', '/query/jobs', { body: { query: SQL, ...CSV } });
    for (let pause = 500; ; pause *= 2) {
      const { body: job } = await api.ask<QueryJob>('GET', `/query/jobs/${body.data.id}`);
      if (job.data.queryStatus === 'failed') return job.data.errorMessage;
      if (job.data.queryStatus === 'completed') return job.data.dataFile;
      await api.pause(pause);
    }
  },
  ends: expect.stringContaining('maximum time limit'),

  async wrong(api) {
    const { body } = await api.ask<QueryJob>('POST', '/query/jobs', { body: { query: SQL, ...CSV } });
    for (let polls = 0; polls < 20; polls++) {
      const { body: job } = await api.ask<QueryJob>('GET', `/query/jobs/${body.data.id}`);
      if (job.data.queryStatus === 'completed') return job.data.dataFile;
      await api.pause(1000);
    }
    return 'gave up';
  },
  shows: ['GET /query/jobs/{id} 200'],
};
