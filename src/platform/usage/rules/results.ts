import type { FetchedFile } from '../fetched-file.ts';
import type { JobUse } from '../job-use.ts';
import type { Rule } from '../rule.ts';

/** Business time after the end: who looks by the clock looks more often than that, and links of bulk data live no longer. */
const FETCHED_WITHIN_MS = 3_600_000;
/** Business time after the last piece of a file: who goes on, or fetches it in pieces, does so sooner. */
const GOES_ON_WITHIN_MS = 600_000;

export const neverDownloaded: Rule = {
  finding: 'result-never-downloaded',
  whatToDo:
    'Fetch the files of every job that completes, of one too whose stop was refused because it had completed; do not run what nobody reads.',
  *cases({ jobs, now }) {
    for (const job of jobs) {
      const { end, files } = job;
      if (end === undefined || !job.whole || job.state !== 'completed' || job.delivered) continue;
      const left = files.filter(({ lastAt }) => lastAt === undefined);
      if (end.rows === 0 || left.length === 0 || now - end.at < FETCHED_WITHIN_MS) continue;
      yield {
        user: job.user,
        jobs: [job.id],
        what: `Job ${job.id} completed, and ${left.length === files.length ? 'nobody fetched its result' : `${left.length} of its ${files.length} files were never fetched`}.`,
        since: end.seenAt,
        requests: [job.submit, job.pollers.find(({ told }) => told !== undefined)?.told].flatMap(
          (one) => one ?? [],
        ),
      };
    }
  },
};

export const halfDownloaded: Rule = {
  finding: 'half-a-download-taken-for-whole',
  whatToDo:
    'Compare what arrived with Content-Length; when less came, go on with Range and If-Range, or fetch the file again.',
  *cases({ jobs, now }) {
    for (const job of jobs) {
      const half = job.files.find((file) => isHalf(file, now));
      const [first] = job.fetches.requests;
      if (half === undefined || first === undefined) continue;
      yield {
        user: job.user,
        jobs: [job.id],
        what: sentence(job, half),
        since: first.at,
        requests: job.fetches.requests,
      };
    }
  },
};

function isHalf({ lastAt, whole }: FetchedFile, now: number): boolean {
  return lastAt !== undefined && !whole && now - lastAt >= GOES_ON_WITHIN_MS;
}

function sentence({ id }: JobUse, { name, brokeOff }: FetchedFile): string {
  const how = brokeOff ? 'broke off, and nobody fetched the rest' : 'was of some of its bytes alone';
  return `The download of ${name}, a file of job ${id}, ${how}.`;
}
