import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { EndedRequest } from '../ended-request.ts';
import type { Refusal } from '../errors/refusal.ts';
import { FileRefusal } from '../results/file-errors.ts';
import type { JobUse } from './job-use.ts';
import { type Seen, wasNoLoop } from './note-poll.ts';
import { Tally } from './shown-request.ts';

/** Dead links that are followed of one job: each file has one, anew each time it is asked for. */
const MOST_DEAD_LINKS = 8;

/**
 * Somebody asked for a file of a job.
 * @param now business time
 */
export function noteDownload(
  job: JobUse,
  name: string,
  { request, reply, answered }: EndedRequest,
  { now, ...seen }: Seen & { readonly now: number },
): void {
  if (!isItsOwn(request, job)) return;
  job.lookedAt = now;
  if (request.refusal !== null) {
    if (isDead(request.refusal)) noteDeadLink(job, request, seen);
    return;
  }
  // A link is its own credentials: its route has no caller.
  if (request.caller === null && request.headers.authorization !== undefined) job.withToken.add(seen.shown);
  const file = job.files.find((one) => one.name === name);
  if (file === undefined) return;
  job.fetches.add(seen.shown);
  if (reply.statusCode === 304) file.known(now);
  else file.fetched(now, answered, pieceOf(reply.getHeader('content-range')));
  // Who asks again for a new link, and fetches by it, does right.
  for (const poller of job.pollers) wasNoLoop(poller);
}

/** What others are refused says nothing of how the job is used. */
function isItsOwn({ caller }: FastifyRequest, job: JobUse): boolean {
  return (
    caller === null ||
    (caller.tenant.name === job.tenant && (caller.user.admin || caller.user.name === job.user))
  );
}

/** Its life is over, or that of its file. A signature that is wrong is no link of ours. */
function isDead(refusal: Refusal): boolean {
  return refusal instanceof FileRefusal ? DEAD_CODES.includes(refusal.code) : refusal.status === 404;
}

/** As `file-errors.ts` words it: expired, gone. */
const DEAD_CODES: readonly string[] = ['AccessDenied', 'NoSuchKey'];

function noteDeadLink(
  { deadLinks }: JobUse,
  { url, beganAt }: FastifyRequest,
  { endedAt, shown }: Seen,
): void {
  const address = hash('sha256', url, 'base64url');
  const before = deadLinks.find((link) => link.hash === address);
  if (before === undefined) {
    if (deadLinks.length < MOST_DEAD_LINKS)
      deadLinks.push({ hash: address, refused: shown(), at: endedAt, again: new Tally() });
  } else if (beganAt > before.at) before.again.add(shown);
}

/** `bytes 0-99/1000`; absent: all of it. */
function pieceOf(header: unknown): readonly [start: number, end: number] | undefined {
  const [, start, end] = /^bytes (\d+)-(\d+)\//.exec(String(header ?? '')) ?? [];
  return start === undefined ? undefined : [Number(start), Number(end)];
}
