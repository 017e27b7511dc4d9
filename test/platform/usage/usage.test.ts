import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Job, JobEvent } from '../../../src/jobs/job.ts';
import type { EndedRequest } from '../../../src/platform/ended-request.ts';
import { RULES } from '../../../src/platform/usage/rules/all.ts';
import { Usage } from '../../../src/platform/usage/usage.ts';
import { completedJob, queuedJob } from '../../families/data-query/made-jobs.ts';
import { MovingClock } from '../../support/moving-clock.ts';

const HOUR_MS = 3_600_000;

/** A usage with the jobs that it is told of. */
class Scene {
  readonly clock = new MovingClock();
  readonly jobs = new Map<string, Job>();
  readonly usage: Usage;
  tell: (event: JobEvent) => void = () => undefined;

  constructor() {
    this.usage = new Usage({
      clock: this.clock,
      jobs: {
        get: (id) => this.jobs.get(id),
        watch: (_, listener) => {
          this.tell = listener;
          return () => undefined;
        },
      },
    });
  }

  submit(id: string, tenant: string): void {
    this.jobs.set(id, queuedJob({ id, tenant }));
    this.tell({ type: 'state', job: id, state: 'queued', at: '' });
  }

  /** Jobs of the tenant that are found abandoned: all that it watches. */
  abandoned(tenant: string): number {
    const found = this.usage.findings({ tenant }, () => false);
    return found.find(({ finding }) => finding === 'abandoned-without-a-stop')?.cases ?? 0;
  }
}

test('docs/doctor.md tells of each finding', () => {
  const page = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8');
  const told = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, finding]) => finding);
  expect(told).toEqual(RULES.map(({ finding }) => finding));
});

test('the newest jobs are watched, and a tenant with many pushes out none of one with few', () => {
  const scene = new Scene();
  scene.submit('little', 'little');
  for (const tenant of ['a', 'b', 'c']) for (let n = 0; n < 2500; n++) scene.submit(`${tenant}-${n}`, tenant);
  scene.clock.advance(HOUR_MS);
  expect(scene.abandoned('little')).toBe(1);
  const counts = ['a', 'b', 'c'].map((tenant) => scene.abandoned(tenant));
  expect(Math.max(...counts)).toBeLessThanOrEqual(2000);
  expect(counts.reduce((sum, count) => sum + count)).toBe(4999);
  const [found] = scene.usage.findings({ tenant: 'a' }, () => false);
  expect(found?.jobs).toHaveLength(20);
});

test('of a job from before the start it is not said that something was left undone', () => {
  const scene = new Scene();
  const job = completedJob(3, scene.clock.business.now());
  scene.jobs.set(job.id, job);
  scene.usage.ended(poll(job));
  scene.clock.advance(2 * HOUR_MS);
  expect(scene.usage.findings({ tenant: job.tenant }, () => false)).toEqual([]);
  for (let again = 0; again < 6; again++) scene.usage.ended(poll(job));
  const found = scene.usage.findings({ tenant: job.tenant }, () => false);
  expect(found.map(({ finding }) => finding)).toEqual(['polled-after-its-end']);
});

test('what was seen is forgotten when the jobs are others', () => {
  const scene = new Scene();
  scene.submit('one', 'a');
  scene.clock.advance(HOUR_MS);
  expect(scene.abandoned('a')).toBe(1);
  scene.usage.clear();
  expect(scene.abandoned('a')).toBe(0);
});

/** A look at the job by its user. */
function poll({ id, tenant, principal }: Job): EndedRequest {
  const caller = { tenant: { name: tenant }, user: { name: principal.name } };
  return {
    request: {
      id: 'request',
      method: 'GET',
      url: `/query/jobs/${id}`,
      params: { id },
      headers: {},
      caller,
      refusal: null,
      audited: { job: id, state: 'completed' },
      beganAt: 1000,
    },
    reply: { statusCode: 200 },
    config: { audit: 'read' },
    answered: true,
    ms: 1,
  } as unknown as EndedRequest;
}
