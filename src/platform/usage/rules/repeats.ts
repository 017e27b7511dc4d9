import type { JobUse } from '../job-use.ts';
import type { Case, Rule } from '../rule.ts';

/** Machine time between a submit whose answer was lost and the same again: later it is the next run, not a retry. */
const RETRIED_WITHIN_MS = 600_000;

export const sameTwice: Rule = {
  finding: 'same-query-twice-at-once',
  whatToDo:
    'Send each submit with an Idempotency-Key of its own and repeat it under the same key; before a submit anew, look whether the first job goes on, and stop it if it is not wanted.',
  *cases({ jobs, job }) {
    for (const second of jobs) {
      const first = second.same && job(second.same.id);
      if (first === undefined) continue;
      const lost = isLost(first, second);
      // Jobs of one session wait for each other: that is another mistake.
      if (!lost && (second.same?.open !== true || second.session !== undefined)) continue;
      yield {
        user: second.user,
        jobs: [second.id, first.id],
        what: lost
          ? `The answer to the submit of job ${first.id} was lost, and its client submitted the same again, as job ${second.id}.`
          : `Job ${second.id} does the same as job ${first.id}, which had not ended when it was submitted.`,
        since: second.seenAt,
        requests: [first.submit, second.submit].flatMap((one) => one ?? []),
      };
    }
  },
};

function isLost({ submit, seenAt }: JobUse, second: JobUse): boolean {
  return submit?.cut === true && second.seenAt - seenAt < RETRIED_WITHIN_MS;
}

export const sessionTwice: Rule = {
  finding: 'one-session-in-two-jobs',
  whatToDo:
    'Run one job of a session (partner and project) at a time: wait for its end before the next submit, and give each process a project of its own.',
  *cases({ jobs, job }) {
    for (const second of jobs) {
      const beside = second.beside.flatMap((id) => job(id) ?? []);
      if (beside.length === 0) continue;
      const own = beside.filter(({ user }) => user === second.user);
      const others = beside.filter(({ user }) => user !== second.user);
      yield {
        user: second.user,
        ...evidence([...own, second]),
        what: `Job ${second.id} was submitted while another job of its session had not ended.`,
        since: second.seenAt,
        ...(others.length > 0 && { others: evidence(others) }),
      };
    }
  },
};

function evidence(jobs: readonly JobUse[]): Pick<Case, 'jobs' | 'requests'> {
  return { jobs: jobs.map(({ id }) => id), requests: jobs.flatMap(({ submit }) => submit ?? []) };
}
