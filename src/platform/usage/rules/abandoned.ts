import { isOpen } from '../job-use.ts';
import type { Rule } from '../rule.ts';

/** Business time since anybody asked: clients that wait longer between two looks say where to call them instead. */
const LOOKED_AT_WITHIN_MS = 1_800_000;

export const abandoned: Rule = {
  finding: 'abandoned-without-a-stop',
  whatToDo:
    'Stop what is no longer wanted (cancel, abort, POST /sluice/v1/jobs/{id}/stop): it takes a place, and others wait for it.',
  *cases({ jobs, listedAt, followed, now }) {
    for (const job of jobs) {
      if (!job.whole || job.announces || !isOpen(job)) continue;
      const looked = Math.max(job.lookedAt, listedAt(job.user) ?? Number.NEGATIVE_INFINITY);
      if (now - looked < LOOKED_AT_WITHIN_MS || followed(job)) continue;
      const last = job.lastLook;
      yield {
        user: job.user,
        jobs: [job.id],
        what: `Job ${job.id} has not ended (${job.state}), nobody asked to stop it, and nobody has asked for it for ${Math.floor((now - looked) / 60_000)} minutes.`,
        since: last?.at ?? job.seenAt,
        requests: [job.submit, last]
          .flatMap((one) => one ?? [])
          .filter((one, at, all) => all.indexOf(one) === at),
      };
    }
  },
};
