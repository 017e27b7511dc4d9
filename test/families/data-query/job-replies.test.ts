import { expect, test } from 'vitest';
import { resolveChoices } from '../../../src/config/choices.ts';
import { JobReplies } from '../../../src/families/data-query/job-replies.ts';
import { jobView } from '../../../src/families/data-query/job-view.ts';
import { completedJob, queuedJob } from './made-jobs.ts';

const choices = resolveChoices('dev', {}, '');
let second = 0;
const sign = (name: string): string => `https://x/${name}?${second}`;

test('a reply is always what the job shows now, its link included', () => {
  const replies = new JobReplies({ sign, choices });
  const shown = (job: ReturnType<typeof queuedJob>) => {
    const expected = JSON.stringify({ data: jobView(job, { sign, choices }) });
    expect(replies.of(job)).toBe(expected);
    expect(replies.of(job)).toBe(expected);
  };
  shown(queuedJob());
  shown(queuedJob({ state: 'running' }));
  shown(completedJob(1, 1000));
  second += 1;
  shown(completedJob(1, 1000));
  shown(completedJob(2, 2000));
  shown(queuedJob({ id: 'other', state: 'stopped', stopCause: 'user' }));
  shown(queuedJob({ id: 'failed', state: 'failed', error: { kind: 'user', message: 'no', unit: 1 } }));
});

test('texts of an ended job are made once a second, not once a read', () => {
  let signed = 0;
  const counted = (name: string): string => {
    signed += 1;
    return sign(name);
  };
  const replies = new JobReplies({ sign: counted, choices });
  const job = completedJob(1, 1000);
  const reads = new Proxy(job, {
    get: (target, key) => {
      if (key === 'units') signed += 100;
      return Reflect.get(target, key);
    },
  });
  replies.of(job);
  signed = 0;
  replies.of(reads);
  expect(signed).toBe(1);
});
