import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Job, SubmitJob } from '../../src/jobs/job.ts';
import { EngineError } from '../../src/ports/engine.ts';
import { CoreHarness } from './core-harness.ts';

let core: CoreHarness;
beforeEach(async () => {
  core = await new CoreHarness().start();
});
afterEach(() => core.end());

const ANNOUNCES = { announces: ['completed', 'failed'] } as const;

/** What the outbox holds; nobody delivers it here. */
async function told() {
  const lease = { owner: 'test', until: 1 };
  const now = core.clock.business.now();
  const messages = await core.store.outbox.take({ now, leaseFrom: 1, lease, limit: 9 });
  return messages.map(({ job, kind, body }) => ({ job, kind, body }));
}

async function ended(
  how: 'completes' | 'fails' | 'takes too long',
  values: Partial<SubmitJob>,
): Promise<Job> {
  const job = await core.submit({ limits: { attemptMs: 1_000 }, ...values });
  const statement = await core.statement(job.id);
  if (how === 'completes') await statement.finish();
  else if (how === 'fails') statement.fail(new EngineError('user', 'Division by zero'));
  else core.clock.advance(1_000);
  return core.state(job.id, how === 'completes' ? 'completed' : 'failed');
}

test.each([
  ['completes', 'completed'],
  ['fails', 'failed'],
  ['takes too long', 'failed'],
] as const)('the end of a job that %s is told of', async (how, state) => {
  const { id } = await ended(how, ANNOUNCES);
  expect(await told()).toEqual([{ job: id, kind: 'job-ended', body: { state } }]);
});

test('a job whose text is refused has failed, which is told of', async () => {
  core.compiler.error = new EngineError('user', 'no such column');
  const { id } = await core.submit(ANNOUNCES);
  await core.state(id, 'failed');
  expect(await told()).toEqual([{ job: id, kind: 'job-ended', body: { state: 'failed' } }]);
});

test('nothing is told of a stop, of an end that is not announced, of an attempt that is tried again', async () => {
  await ended('completes', {});
  await ended('completes', { announces: ['failed'] });
  const retried = await core.submit(ANNOUNCES);
  (await core.statement(retried.id)).fail(new EngineError('temporary', 'not now'));
  await core.state(retried.id, 'queued');
  await core.stop(retried.id);
  const stopped = await core.submit(ANNOUNCES);
  await core.statement(stopped.id);
  await core.stop(stopped.id);
  expect(await told()).toEqual([]);
});
