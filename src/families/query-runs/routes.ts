import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Job } from '../../jobs/job.ts';
import { QueueFull } from '../../jobs/jobs.ts';
import type { RequestQueue } from '../../platform/accepted-requests/request-queue.ts';
import type { Family } from '../../platform/family.ts';
import { submitKeyed } from '../../platform/idempotency/submit-keyed.ts';
import { mediaType } from '../../platform/request-body.ts';
import { signedIn } from '../../platform/request-context.ts';
import type { Links } from '../../platform/results/links.ts';
import { PERMISSION } from '../data-query/jobs/job-of-submit.ts';
import { submitBytes } from '../data-query/jobs/submit-bytes.ts';
import { carryOut } from './carry-out.ts';
import { queryRunErrors } from './errors.ts';
import { queryRunFaults } from './faults.ts';
import { PREFIXES } from './paths.ts';
import { runRefusal } from './request-errors.ts';
import { runView } from './run-view.ts';
import { type RunParts, runsOf } from './runs.ts';
import { runState } from './state.ts';
import { bodyOf } from './submit-body.ts';

const FAMILY = 'query-runs';

export interface QueryRunParts extends RunParts {
  readonly links: Links;
  /** Takes what comes with `async: true`. */
  readonly later: Pick<RequestQueue, 'accept'>;
}

/** Query runs of Quickstart v2 (data-query-and-query-runs.md §1.5–1.9): a second façade on the jobs of Data Query. */
export function queryRuns({ links, later, ...parts }: QueryRunParts): Family {
  const { jobs, limits, choices } = parts;
  const runs = runsOf(parts);
  const linkLife = limits['dataQuery.linkLife'];
  const view = { sign: (fileName: string): string => links.sign(fileName, linkLife), choices };

  async function create(request: RunRequest, reply: FastifyReply): Promise<string> {
    const body = bodyOf(request);
    if (isAsync(request)) return acceptLater(request, reply);
    const { job, fields } = runs.jobOf(request.query, body, signedIn(request), request);
    reply.code(201);
    const shown = (accepted: Job): object => {
      request.audited = { job: accepted.id };
      return runView(accepted, view, fields);
    };
    return submitKeyed(jobs, job, { request, reply }, shown).catch(full);
  }

  function read(request: RunRequest, reply: FastifyReply): FastifyReply {
    const fields = runs.fieldsOf(request.query);
    const job = runs.visible(request.params.id, signedIn(request));
    request.audited = { job: job.id, state: runState(job, choices) };
    return reply.send(runView(job, view, fields));
  }

  async function cancel(request: RunRequest, reply: FastifyReply): Promise<object | string> {
    if (isAsync(request)) return acceptLater(request, reply);
    const fields = runs.fieldsOf(request.query);
    const stopped = await runs.cancel(request.params.id, signedIn(request), FAMILY);
    return runView(stopped, view, fields);
  }

  /** Nothing is looked at but that a body can be read (§3.6): what is wrong is told with the outcome. */
  function acceptLater(request: RunRequest, reply: FastifyReply): Promise<string> {
    request.audited = { detail: { async: true } };
    return later.accept(request, reply, FAMILY);
  }

  function full(error: unknown): never {
    if (error instanceof QueueFull)
      throw runRefusal('queueFull', {}, { status: Number(choices['dataQuery.queueFull']) });
    throw error;
  }

  return {
    name: FAMILY,
    prefixes: PREFIXES,
    credentials: ['bearer'],
    permission: PERMISSION,
    errors: queryRunErrors,
    faults: queryRunFaults,
    carryOut: carryOut(jobs, runs),
    document: async () => (await import('./openapi.ts')).queryRunsPart,
    register(app: FastifyInstance) {
      for (const prefix of PREFIXES) {
        const path = `${prefix}/query_runs`;
        app.post<RunRoute>(
          path,
          { bodyLimit: submitBytes(limits), config: { audit: 'submitted' }, onRequest: requireJson },
          create,
        );
        app.get<RunRoute>(`${path}/:id`, { config: { audit: 'read' } }, read);
        app.post<RunRoute>(`${path}/:id/cancel`, { config: { audit: 'stopped' } }, cancel);
      }
    },
  };
}

interface RunRoute {
  Params: { id: string };
  Querystring: Readonly<Record<string, unknown>>;
}

type RunRequest = FastifyRequest<RunRoute>;

/** 415 is documented for v1 alone (§3.2). */
function requireJson(request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  done(mediaType(request) === 'application/json' ? undefined : runRefusal('notJsonType'));
}

/** Whether the outcome is to be told later; the header counts on POST alone (§3.6). @throws RunRefusal 400 */
function isAsync({ headers }: FastifyRequest): boolean {
  const given = String(headers['async'] ?? 'false')
    .trim()
    .toLowerCase();
  if (given !== 'true' && given !== 'false') throw runRefusal('notBoolean', { field: 'async' });
  return given === 'true';
}
