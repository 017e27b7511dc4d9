import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../src/jobs/job.ts';
import { keptReply, submitJob } from '../stores/job-values.ts';
import { CoreHarness, eventually } from './core-harness.ts';

let core: CoreHarness;
beforeEach(async () => {
  core = await new CoreHarness().start();
});
afterEach(() => core.end());

/** Submits with a reply under one key that lives for the first ms of time. */
const submit = (requestId: string): Promise<Job> =>
  core.jobs.submit(submitJob(), {
    reply: (job) => keptReply({ requestId, job: job.id, at: 0, expiresAt: 1 }),
  });
const kept = () => core.store.replies.get('user-1', 'key-1', 0);

describe('a submit with a reply to keep', () => {
  test('is durable with it, and answers the job as accepted', async () => {
    const job = await submit('r1');
    expect(job).toMatchObject({ state: 'queued', epoch: 0 });
    expect(kept()).toMatchObject({ job: job.id, requestId: 'r1' });
  });

  test('whose key another node has taken makes no job and tells of the first reply', async () => {
    const { id } = await submit('r1');
    await expect(submit('r2')).rejects.toMatchObject({
      name: 'KeyTaken',
      reply: { job: id, requestId: 'r1' },
    });
    expect(core.jobs.list({ tenant: 'dev', limit: 10 }).map((job) => job.id)).toEqual([id]);
  });

  test('is forgotten after its life, by retention', async () => {
    await submit('r1');
    core.clock.advance(60_000);
    await eventually(() => kept() === undefined, 'the reply to go');
  });
});
