import type { Rule } from '../rule.ts';

/** Other requests with a dead token: fewer may be of workers that share it, each of which has to be told. */
const OTHERS_WITH_DEAD_TOKEN = 10;

export const deadToken: Rule = {
  finding: 'dead-token-used-again',
  whatToDo: 'After a 401 ask for a new token once, and send the request again with that.',
  *cases({ deadTokens }) {
    for (const { user, refused, again, others } of deadTokens) {
      if (again.times === 0 && others.times < OTHERS_WITH_DEAD_TOKEN) continue;
      yield {
        user,
        jobs: [],
        what: `A token was refused, and was used ${again.times + others.times} times more.`,
        since: refused.at,
        requests: [refused, ...again.requests, ...others.requests],
      };
    }
  },
};

export const tooEarly: Rule = {
  finding: 'tried-again-too-soon',
  whatToDo: 'Wait as many seconds as Retry-After says before the same request again.',
  *cases({ earlyCallers }) {
    for (const { user, refused, seconds, early } of earlyCallers)
      yield {
        user,
        jobs: [],
        what: `${refused.method} ${refused.path} was answered ${refused.status} with Retry-After: ${seconds}, and came again sooner ${early.words}.`,
        since: early.requests[0]?.at ?? refused.at,
        requests: [refused, ...early.requests],
      };
  },
};
