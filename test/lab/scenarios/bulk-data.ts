import type { Connection } from './connection.ts';

/** Bulk data as these clients speak it. */
export interface BulkJob {
  readonly id: string;
  readonly status: string;
  readonly uploadUrl: string;
}

export const ENDED = ['Completed', 'Failed', 'Aborted', 'Cancelled'];

/** Loads two accounts; answers the id of the job. */
export async function submitted(api: Connection): Promise<string> {
  const { body: job } = await api.ask<BulkJob>('POST', '/bulk-data/bulk-jobs', {
    body: { name: 'new customers', objectType: 'Account' },
  });
  await api.link(job.uploadUrl, { method: 'PUT', body: 'Name,Currency\nAcme,USD\nGlobex,EUR\n' });
  await api.ask('POST', `/bulk-data/bulk-jobs/${job.id}/submissions`);
  return job.id;
}
