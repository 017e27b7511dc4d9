import { randomUUID } from 'node:crypto';
import type { JobLimits, SubmitJob } from '../../src/jobs/job.ts';
import type { LifecycleEvent } from '../../src/jobs/lifecycle.ts';
import { movesOf } from '../../src/jobs/transition.ts';
import type { KeptReply } from '../../src/ports/kept-replies.ts';
import type { RowFault } from '../../src/ports/row-load.ts';
import type { JobChange, NewJob } from '../../src/ports/store.ts';

/** A Data Query job as its family hands it in. */
export function submitJob(values: Partial<SubmitJob> = {}): SubmitJob {
  return {
    family: 'data-query',
    tenant: 'dev',
    lane: 'LIVE',
    principal: { userId: 'user-1', name: 'dev@sluice.local' },
    scope: { tenant: 'dev', entities: ['e1'], orgs: ['north', 'south'], admin: true },
    zone: 'America/Los_Angeles',
    retries: 3,
    request: { sql: 'SELECT 1' },
    units: [unit('SELECT 1')],
    limits: { lifeMs: 30 * 24 * 3_600_000 },
    ...values,
  };
}

export function unit(text: string, fileName = `{job}_${++files}.csv`): SubmitJob['units'][number] {
  return {
    name: text,
    query: { language: 'trino-sql', text, deleted: 'live' },
    output: { format: 'csv', compression: 'none', fileName },
  };
}
/** A bulk job as its family hands it in. */
export function loadJob(values: Partial<SubmitJob> = {}): SubmitJob {
  return submitJob({
    family: 'bulk-data',
    lane: 'rows',
    request: { name: 'accounts' },
    units: [load()],
    ...values,
  });
}

export function load(): SubmitJob['units'][number] {
  const codes = ['shape', 'empty', 'type', 'option', 'length', 'reference', 'taken', 'unknown-id'];
  return {
    name: 'accounts',
    load: {
      action: 'import',
      object: 'Account',
      file: { format: 'csv', delimiter: ',' },
      required: [['Name']],
      unique: [],
      defaults: {},
      cancels: {},
      entity: 'e1',
      org: 'north',
      visible: { entities: ['e1'], orgs: ['north'] },
      userId: 'user-1',
      report: {
        fileNames: { source: '{job}', succeeded: '{job}.success_rows.csv', failed: '{job}.error_rows.csv' },
        id: 'Id',
        code: 'ErrorCode',
        message: 'ErrorMessage',
        codes: Object.fromEntries(codes.map((code) => [code, code])) as Record<RowFault, string>,
      },
    },
    output: { format: 'csv', compression: 'none', fileName: '{job}' },
  };
}

let files = 1_000_000_000_000_000;

/** A job as it enters the store. */
export function newJob(values: Partial<SubmitJob> = {}, at = 1_000, id: string = randomUUID()): NewJob {
  const job = submitJob(values);
  const units = job.units.map((one) => ({
    ...one,
    output: { ...one.output, fileName: one.output.fileName.replace('{job}', id) },
  }));
  return { id, job: { ...job, units }, state: 'queued', at, timeline: [line('submitted')] };
}

export function limits(values: JobLimits): { readonly limits: JobLimits } {
  return { limits: values };
}

export const line = (event: string) => ({ at: '2026-11-25T10:00:00.000Z', event });

/** The change that the core would make for an event. */
export function changeFor(
  event: LifecycleEvent,
  job: string,
  set: Partial<JobChange> & { readonly at?: number } = {},
): JobChange {
  return { job, at: 2_000, moves: movesOf(event, () => ({ timeline: [line(event)] })), ...set };
}

export const lease = (owner: string, until = 60_000) => ({ owner, until });

/** The reply to a request at 1,000 that lives until 9,000. */
export function keptReply(values: Partial<KeptReply>): KeptReply {
  return {
    scope: 'user-1',
    key: 'key-1',
    requestId: 'r1',
    method: 'POST',
    path: '/query/jobs',
    sentSha256: 'ab',
    at: 1_000,
    expiresAt: 9_000,
    status: 200,
    headers: {},
    body: '{"data":{}}',
    ...values,
  };
}
