import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Job } from '../../jobs/job.ts';
import { type Jobs, NoSuchJob, QueueFull } from '../../jobs/jobs.ts';
import type { Family } from '../../platform/family.ts';
import { submitKeyed } from '../../platform/idempotency/submit-keyed.ts';
import { mediaType } from '../../platform/request-body.ts';
import { signedIn } from '../../platform/request-context.ts';
import type { Links } from '../../platform/results/links.ts';
import type { Caller } from '../../platform/sign-in/caller.ts';
import { jobOfSubmit, PERMISSION, type SubmitRules } from '../data-query/jobs/job-of-submit.ts';
import { sightOf } from '../data-query/jobs/sight.ts';
import { submitBytes } from '../data-query/jobs/submit-bytes.ts';
import { queryRunErrors } from './errors.ts';
import { PREFIXES } from './paths.ts';
import { readParameters } from './query-parameters.ts';
import { Faults, runRefusal } from './request-errors.ts';
import { runView } from './run-view.ts';
import { runState } from './state.ts';
import { bodyOf, readRun } from './submit-body.ts';

const FAMILY = 'query-runs';
/** Characters of an unknown id that an answer repeats. */
const MAX_SHOWN = 64;

export interface QueryRunParts extends SubmitRules {
  readonly jobs: Jobs;
  readonly links: Links;
}

/** Query runs of Quickstart v2 (data-query-and-query-runs.md §1.5–1.9): a second façade on the jobs of Data Query. */
export function queryRuns({ jobs, links, limits, choices }: QueryRunParts): Family {
  const rules = { limits, choices };
  const linkLife = limits['dataQuery.linkLife'];
  const view = { sign: (fileName: string): string => links.sign(fileName, linkLife), choices };

  async function create(request: RunRequest, reply: FastifyReply): Promise<string> {
    const faults = new Faults();
    const fields = readParameters(request.query, faults, choices);
    const run = readRun(bodyOf(request), rules, faults);
    faults.finish();
    const job = jobOfSubmit(run, signedIn(request), rules, request);
    reply.code(201);
    const shown = (accepted: Job): object => {
      request.audited = { job: accepted.id };
      return runView(accepted, view, fields);
    };
    return submitKeyed(jobs, job, { request, reply }, shown).catch(full);
  }

  function read(request: RunRequest, reply: FastifyReply): FastifyReply {
    const fields = parametersOf(request);
    const job = visible(request.params.id, signedIn(request));
    request.audited = { job: job.id, state: runState(job, choices) };
    return reply.send(runView(job, view, fields));
  }

  async function cancel(request: RunRequest): Promise<object> {
    const fields = parametersOf(request);
    const caller = signedIn(request);
    const { id } = visible(request.params.id, caller);
    const stop = await jobs.stop(id, { requestedBy: caller.user.name, via: FAMILY }).catch((error) => {
      throw error instanceof NoSuchJob ? unknown(id) : error;
    });
    if (!stop.won) throw runRefusal('ended', { id }, { status: Number(choices['queryRuns.cancelEnded']) });
    return runView(stop.job, view, fields);
  }

  /** @throws RunRefusal 400 */
  function parametersOf(request: RunRequest): ReadonlySet<string> | undefined {
    const faults = new Faults();
    const fields = readParameters(request.query, faults, choices);
    faults.finish();
    return fields;
  }

  /** @throws RunRefusal 404 for an unknown run or another tenant's, 403 for another user's */
  function visible(id: string, caller: Caller): Job {
    const job = jobs.get(id);
    const sight = sightOf(job, caller);
    if (job === undefined || sight === 'unknown') throw unknown(id);
    if (sight === 'foreign') throw runRefusal('foreignRun', { id });
    return job;
  }

  function unknown(id: string): Error {
    return runRefusal(
      'notFound',
      { id: id.slice(0, MAX_SHOWN) },
      { code: choices['queryRuns.notFoundCode'] },
    );
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
