import { type BulkJob, ENDED, submitted } from './bulk-data.ts';
import type { ScenarioCase } from './case.ts';
import type { Connection } from './connection.ts';

/** Bulk data: a load takes its time. */
export const slowPoll: ScenarioCase = {
  scenario: 'slow-poll',
  right: (api) => loaded(api, (before) => Math.min(before * 2, 5000)),
  ends: 'Completed',
  wrong: (api) => loaded(api, () => 100),
  shows: ['GET /bulk-data/bulk-jobs/{id}/summary 200'],
};

async function loaded(api: Connection, next: (pause: number) => number): Promise<string> {
  const id = await submitted(api);
  for (let pause = next(250); ; pause = next(pause)) {
    const { body: job } = await api.ask<BulkJob>('GET', `/bulk-data/bulk-jobs/${id}/summary`);
    if (ENDED.includes(job.status)) return job.status;
    await api.pause(pause);
  }
}
