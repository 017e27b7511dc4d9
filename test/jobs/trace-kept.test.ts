import { afterEach, beforeEach, expect, test } from 'vitest';
import { CollectedSpans } from '../support/collected-spans.ts';
import { CoreHarness } from './core-harness.ts';

let spans: CollectedSpans;
let core: CoreHarness;
beforeEach(async () => {
  spans = new CollectedSpans();
  core = await new CoreHarness().start();
});
afterEach(async () => {
  await core.end();
  await spans.end();
});

test('an attempt after a crash goes on in the trace of the submit', async () => {
  const { id } = await core.submit();
  await core.statement(id);
  core.crash();
  await core.start();
  await (await core.statement(id)).finish();
  await core.state(id, 'completed');
  const submit = spans.one('submit data-query');
  const attempt = spans.one('attempt data-query', (span) => span.attributes['sluice.job.attempt'] === 2);
  expect(attempt.parentSpanContext?.spanId).toBe(submit.spanContext().spanId);
  expect(attempt.spanContext().traceId).toBe(submit.spanContext().traceId);
});

test('a job that nobody traced has no trace to go on from', async () => {
  await spans.end();
  const { id } = await core.submit();
  expect(core.job(id).trace).toBeUndefined();
});
