import type { Rule } from '../rule.ts';

export const deadLink: Rule = {
  finding: 'dead-link-fetched-again',
  whatToDo:
    'A link that was refused stays dead: ask for the job again and take the link in that answer; when its file is gone too, run the job again.',
  *cases({ jobs }) {
    for (const job of jobs)
      for (const { refused, again } of job.deadLinks) {
        if (again.times === 0) continue;
        yield {
          user: job.user,
          jobs: [job.id],
          what: `A link to a file of job ${job.id} was refused since its life was over, and was fetched ${again.words} more.`,
          since: refused.at,
          requests: [refused, ...again.requests],
        };
      }
  },
};

export const linkWithToken: Rule = {
  finding: 'link-fetched-with-a-bearer-token',
  whatToDo:
    'Fetch result links without Authorization: the link is its own credentials, the token would be told to whoever serves the file, and S3 refuses such requests.',
  *cases({ jobs }) {
    for (const { id, user, withToken } of jobs) {
      const [first] = withToken.requests;
      if (first === undefined) continue;
      yield {
        user,
        jobs: [id],
        what: `A link to a file of job ${id} was fetched ${withToken.words} with the header Authorization.`,
        since: first.at,
        requests: withToken.requests,
      };
    }
  },
};
