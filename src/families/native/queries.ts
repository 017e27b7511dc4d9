import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Job, SubmitJob } from '../../jobs/job.ts';
import { type Jobs, QueueFull } from '../../jobs/jobs.ts';
import { refuse } from '../../platform/errors/refusal.ts';
import { submitKeyed } from '../../platform/idempotency/submit-keyed.ts';
import { jsonBody } from '../../platform/request-body.ts';
import { signedIn } from '../../platform/request-context.ts';
import type { Caller } from '../../platform/sign-in/caller.ts';
import type { ResultStore } from '../../ports/results.ts';
import { nativeRefusal } from './errors.ts';
import type { HeldQueries } from './held-queries.ts';
import { type QueryRequest, readQuery } from './query-body.ts';
import { firstRows, hasRows } from './result-rows.ts';

export interface QueryParts {
  readonly jobs: Jobs;
  readonly results: Pick<ResultStore, 'read'>;
  /** The family whose jobs queries are: it makes them, and its permission is needed. */
  readonly queries: {
    readonly permission: string;
    readonly maxLength: number | undefined;
    readonly jobOf: (
      query: Pick<QueryRequest, 'sql' | 'format' | 'compression'>,
      caller: Caller,
      request: Pick<FastifyRequest, 'id' | 'trackId'>,
    ) => SubmitJob;
  };
}

/**
 * `POST /queries` (operating.md §4): submits a query, waits for its end, and then continues it or stops it. It is a
 * Data Query job: that family's limits hold, and it can be read, listed and stopped like any.
 * @param view the job as this family shows it
 */
export async function answerQuery(
  request: FastifyRequest,
  reply: FastifyReply,
  { jobs, results, queries }: QueryParts,
  held: HeldQueries,
  view: (job: Job) => object,
): Promise<FastifyReply> {
  const caller = signedIn(request);
  const { permission, maxLength, jobOf } = queries;
  if (!caller.user.permissions.includes(permission)) throw nativeRefusal.noPermission(permission);
  const query = readQuery(jsonBody(request, 'The request body is not JSON'), maxLength);
  // Under an Idempotency-Key the job is durable with this reply; what the wait brings replaces it.
  reply.code(202);
  let accepted: Job | undefined;
  const early = await submitKeyed(jobs, jobOf(query, caller, request), { request, reply }, (made) => {
    accepted = made;
    return view(made);
  }).catch((error: unknown) => {
    throw error instanceof QueueFull ? nativeRefusal.queueFull() : error;
  });
  const submitted = accepted && jobs.get(accepted.id);
  // Another node had the key first: its reply is this one's too.
  if (submitted === undefined) return reply.send(early);
  const { id } = submitted;
  request.audited = { job: id };
  const end = await held.wait(id, query.waitMs, caller, (gone) => {
    const closed = (): void => {
      if (!reply.raw.writableFinished) gone();
    };
    reply.raw.once('close', closed);
    // It may have gone while the job was submitted.
    if (reply.raw.destroyed) closed();
    return () => reply.raw.off('close', closed);
  });
  // A client that does not want the job to outlast its wait does not want it to outlast the client either.
  if (end !== 'ended' && query.onTimeout === 'cancel')
    await jobs.stop(id, { requestedBy: caller.user.name, via: `native ${STOPPED_BECAUSE[end]}` });
  if (end === 'revoked') throw refuse.unauthenticated();
  return send(reply, jobs.get(id) ?? submitted, results, view);
}

/** What the receipt says of how the stop came in. */
const STOPPED_BECAUSE = {
  late: 'query, its wait being over',
  left: 'query, its client having left',
  revoked: 'query, its user being revoked',
  closing: 'query, the server closing',
} as const;

/** 200 once it has ended, however; 202 while it goes on. To a client that has left too: a retry under its key reads it. */
async function send(
  reply: FastifyReply,
  job: Job,
  results: Pick<ResultStore, 'read'>,
  view: (job: Job) => object,
): Promise<FastifyReply> {
  const ended = job.state === 'completed' || job.state === 'failed' || job.state === 'stopped';
  reply.code(ended ? 200 : 202).type('application/json; charset=utf-8');
  const text = JSON.stringify(view(job));
  const first = job.state === 'completed' ? await firstRows(job, results) : undefined;
  if (first !== undefined) reply.request.audited = { job: job.id, inline: true };
  if (first === undefined) {
    const [unit] = job.units;
    const none = job.state === 'completed' && unit !== undefined && !hasRows(unit.output);
    return reply.send(none ? joined(text, `"rowsOmitted":${JSON.stringify(ROWS_OMITTED)}`) : text);
  }
  // As the file has them: parsed and written again, large numbers would lose digits.
  return reply.send(joined(text, `"rows":[${first.rows.join(',')}],"truncated":${first.truncated}`));
}

const ROWS_OMITTED = 'Rows come with format json and compression none or gzip; this result is in its file';

function joined(object: string, more: string): string {
  return `${object.slice(0, -1)},${more}}`;
}
