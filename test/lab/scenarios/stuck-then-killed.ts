import { type BulkJob, ENDED, submitted } from './bulk-data.ts';
import type { ScenarioCase } from './case.ts';

/** Bulk data: a load hangs. */
export const stuckThenKilled: ScenarioCase = {
  scenario: 'stuck-then-killed',

  async right(api) {
    const id = await submitted(api);
    await api.unwanted();
    await api.ask('POST', `/bulk-data/bulk-jobs/${id}/aborts`);
    for (let pause = 1000; ; pause *= 2) {
      const { body: job } = await api.ask<BulkJob>('GET', `/bulk-data/bulk-jobs/${id}/summary`);
      if (ENDED.includes(job.status)) return job.status;
      await api.pause(pause);
    }
  },
  ends: 'Aborted',

  async wrong(api) {
    await submitted(api);
    await api.unwanted();
    await submitted(api);
  },
  shows: ['POST /bulk-data/bulk-jobs 200'],
};
