import { LOOKS_AFTER_END } from '../note-poll.ts';
import type { Rule } from '../rule.ts';

/** Looks of one user at one job that saw nothing new: fewer are the first looks of a client that waits ever longer. */
const HASTY_LOOKS = 20;

export const polledAfterEnd: Rule = {
  finding: 'polled-after-its-end',
  whatToDo:
    'Treat every end as one: completed, failed, and cancelled or aborted too. Stop polling once the state is one of them.',
  *cases({ jobs }) {
    for (const job of jobs)
      for (const { user, told, afterEnd } of job.pollers) {
        if (told === undefined || afterEnd.times < LOOKS_AFTER_END) continue;
        yield {
          user,
          jobs: [job.id],
          what: `Job ${job.id} had ended (${job.state}), its client was told so, and asked ${afterEnd.words} more.`,
          since: told.at,
          requests: [told, ...afterEnd.requests],
        };
      }
  },
};

export const polledTooFast: Rule = {
  finding: 'polled-faster-than-it-changes',
  whatToDo:
    'Wait longer between two looks, at least half a second and ever longer for a job that takes its time; or follow GET /sluice/v1/events.',
  *cases({ jobs }) {
    for (const job of jobs)
      for (const { user, hasty } of job.pollers) {
        const [first] = hasty.requests;
        if (first === undefined || hasty.times < HASTY_LOOKS) continue;
        yield {
          user,
          jobs: [job.id],
          what: `Job ${job.id} was asked for ${hasty.words} less than 250 ms after an answer that said the same.`,
          since: first.at,
          requests: hasty.requests,
        };
      }
  },
};
