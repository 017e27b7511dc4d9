import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveChoices } from '../../../src/config/choices.ts';
import { resolveLimits } from '../../../src/config/limits.ts';
import { jobOfSubmit } from '../../../src/families/aqua/job-of-submit.ts';
import { jobView } from '../../../src/families/aqua/job-view.ts';
import { readSubmit } from '../../../src/families/aqua/submit-body.ts';
import type { Job } from '../../../src/jobs/job.ts';
import type { Caller } from '../../../src/platform/sign-in/caller.ts';
import { EngineError } from '../../../src/ports/engine.ts';
import { CoreHarness, eventually } from '../../jobs/core-harness.ts';

const choices = resolveChoices('dev', {}, '');
const rules = { limits: resolveLimits('relaxed', {}, ''), choices, segmentation: false };
const caller = {
  tenant: { name: 'dev', zone: 'America/Los_Angeles' },
  user: { id: 'u1', name: 'ops@acme.test', admin: true, permissions: ['aqua'] },
  scope: { tenant: 'dev', entities: ['e1'], orgs: ['north'], admin: true },
} as unknown as Caller;

/** As the family makes it of three queries, over an engine and results that the test lets fail. */
function aquaJob(): ReturnType<typeof jobOfSubmit> {
  const text = 'select Id from Account';
  const request = readSubmit({ queries: ['a', 'b', 'c'].map((name) => ({ name, query: text })) }, choices);
  const queries = request.queries.map((query, index) => ({
    batchId: String(index).padStart(32, '0'),
    query,
    full: true,
    whole: false,
    divisible: true,
  }));
  const checked = { request, mode: 'stateless', since: undefined, queries } as const;
  return jobOfSubmit(checked, caller, rules, { id: 'r1', trackId: null });
}

let core: CoreHarness;
beforeEach(async () => {
  core = await new CoreHarness().start();
});
afterEach(() => core.end());

const shown = (job: Job) => jobView(job, 'read', choices);

/** Lets the first query end well and the second one fail, as often as it is tried. */
async function failSecond(id: string, fail: () => Promise<void>): Promise<Job> {
  await (await core.statement()).finish(2);
  await eventually(() => core.job(id).units[0]?.state === 'completed', 'the first query');
  for (;;) {
    const { attempts } = core.job(id);
    await fail();
    await eventually(() => core.job(id).state !== 'running', 'the failure to be noted');
    const job = core.job(id);
    if (job.state === 'failed') return job;
    expect(shown(job).status).toBe('submitted');
    core.clock.advance(60_000);
    await eventually(() => core.job(id).attempts > attempts, 'the next attempt');
  }
}

describe('a fault while the second of three queries runs aborts the job, and says in its batch', () => {
  test.each([
    ['90022', new EngineError('temporary', '/data/secret: not now'), 'Internal error, retry'],
    ['90022', new EngineError('crashed', 'the process ended'), 'Internal error, retry'],
    ['90008', new EngineError('unavailable', 'no engine'), 'Internal Database Connection Error'],
    ['90006', new EngineError('storage', 'no room on /data'), 'Internal Storage Error'],
    ['90010', new EngineError('internal', 'a fault'), 'Internal Server Error'],
    ['90010', new TypeError('a is undefined'), 'Internal Server Error'],
    [
      '90007',
      new EngineError('limit', 'out of memory', { limit: 'memory' }),
      /^The query execution has been aborted/,
    ],
    ['its own words', new EngineError('user', 'Division by zero'), 'Division by zero'],
  ])('%s (%s)', async (_, error, message) => {
    const { id } = await core.jobs.submit(aquaJob());
    const job = await failSecond(id, async () => (await core.statement()).fail(error));
    const { status, batches } = shown(job);
    expect(status).toBe('aborted');
    const [done, aborted, never] = batches;
    expect(done).toMatchObject({
      status: 'completed',
      recordCount: 2,
      message: '',
      fileId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(aborted).toMatchObject({ status: 'aborted', recordCount: 0 });
    expect(aborted?.message).toEqual(message instanceof RegExp ? expect.stringMatching(message) : message);
    expect(never).toMatchObject({ status: 'pending', recordCount: 0 });
    for (const batch of [aborted, never]) expect(batch).not.toHaveProperty('fileId');
    expect(never).not.toHaveProperty('message');
    expect(JSON.stringify(shown(job))).not.toContain('/data');
  });
});

test('90006: a file that cannot be published', async () => {
  const { id } = await core.jobs.submit(aquaJob());
  core.beforePublish = ({ key }) => {
    if (key.unit === 2) throw new EngineError('storage', 'the disk is full');
  };
  const job = await failSecond(id, async () => (await core.statement()).finish(1));
  expect(shown(job).batches[1]).toMatchObject({ status: 'aborted', message: 'Internal Storage Error' });
});

test('a long message is cut at 2048 characters', async () => {
  const { id } = await core.jobs.submit(aquaJob());
  const job = await failSecond(id, async () =>
    (await core.statement()).fail(new EngineError('user', 'x'.repeat(5000))),
  );
  expect(shown(job).batches[1]?.message).toHaveLength(2048);
});
