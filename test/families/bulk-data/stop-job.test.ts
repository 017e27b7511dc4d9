import { expect, it } from 'vitest';
import type { Choices } from '../../../src/config/choices.ts';
import { systemClock } from '../../../src/config/system-clock.ts';
import { abortJob } from '../../../src/families/bulk-data/stop-job.ts';
import type { Job, Receipt } from '../../../src/jobs/job.ts';
import type { StopResult } from '../../../src/jobs/jobs.ts';

const at = (state: Job['state'], attempts: number, stopCause?: Job['stopCause']): Job =>
  ({ id: 'a-job', state, attempts, stopCause }) as Job;

it('an abort that came before the start, and is answered after it, aborts what is in progress by then', async () => {
  const waiting = at('queued', 0);
  let job = waiting;
  const stops: StopResult[] = [];
  const jobs = {
    get: () => job,
    async stop(): Promise<StopResult> {
      const first = stops.length === 0;
      job = first ? at('running', 1) : at('stopped', 1, 'user');
      const result: StopResult = first
        ? { won: false, job: waiting }
        : { won: true, job, receipt: {} as Receipt };
      stops.push(result);
      return result;
    },
  };
  const choices = { 'bulk.strictTerminalAbort': 'off' } as Choices;
  expect(await abortJob(waiting, 'somebody', { jobs, clock: systemClock, choices })).toEqual({
    id: 'a-job',
    status: 'Aborted',
  });
  expect(stops).toHaveLength(2);
});
