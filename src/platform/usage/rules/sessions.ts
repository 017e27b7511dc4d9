import type { JobUse } from '../job-use.ts';
import type { Rule } from '../rule.ts';

/** Runs in a row that took everything, or did not complete: the first of a session always takes everything. */
const RUNS_IN_PLACE = 3;

export const sessionStands: Rule = {
  finding: 'stateful-session-never-advances',
  whatToDo:
    'Send the same queries with the same names in each run of a session, without incrementalTime, and let each run complete; for whole exports use no session.',
  *cases({ sessions }) {
    for (const runs of sessions) {
      const ended = runs.filter(({ end }) => end !== undefined);
      const last = ended.slice(-RUNS_IN_PLACE);
      const [newest] = last.slice(-1);
      if (newest === undefined || last.length < RUNS_IN_PLACE) continue;
      if (last.some((run) => advanced(run, run === runs[0]))) continue;
      const own = last.filter(({ user }) => user === newest.user);
      yield {
        user: newest.user,
        jobs: own.map(({ id }) => id).reverse(),
        what: `The last ${last.length} jobs of its session took no step: ${last.map(how).join(', ')}.`,
        since: newest.end?.seenAt ?? newest.seenAt,
        requests: own.flatMap(({ submit }) => submit ?? []),
      };
    }
  },
};

/** @param first of those that are known: whether there was one before it is not */
function advanced({ state, session, end }: JobUse, first: boolean): boolean {
  return state === 'completed' && session?.advances === true && (first || end?.tookChanges === true);
}

function how({ state, session }: JobUse): string {
  if (state !== 'completed') return state;
  return session?.advances === true ? 'took everything' : 'from a given time';
}
