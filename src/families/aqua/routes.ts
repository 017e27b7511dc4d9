import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Job } from '../../jobs/job.ts';
import { type Jobs, NoSuchJob, QueueFull } from '../../jobs/jobs.ts';
import type { Family } from '../../platform/family.ts';
import { submitKeyed } from '../../platform/idempotency/submit-keyed.ts';
import { hasFewValues } from '../../platform/json-values.ts';
import { jsonBody } from '../../platform/request-body.ts';
import { signedIn } from '../../platform/request-context.ts';
import type { Time } from '../../ports/clock.ts';
import type { Compiler } from '../../ports/compiler.ts';
import type { ResultStore } from '../../ports/results.ts';
import { calloutOf } from './callout.ts';
import { checkSubmit } from './check-submit.ts';
import { aquaFaults } from './faults.ts';
import { fileHeaders, fileRoutes } from './files.ts';
import { jobIdOf, wireId } from './ids.ts';
import { jobOfSubmit, limitName } from './job-of-submit.ts';
import { JobReplies } from './job-replies.ts';
import { jobView } from './job-view.ts';
import { FILE_PATHS, PREFIXES } from './paths.ts';
import { aquaErrors, aquaRefusal, malformed } from './refusals.ts';
import { refusedJob } from './refused-job.ts';
import { sessionKey } from './session.ts';
import type { SubmitRules } from './source-query.ts';
import { jobStatus } from './status.ts';
import { type AquaRequest, readSubmit } from './submit-body.ts';
import { FAMILY, PERMISSION, sees } from './visible-jobs.ts';

/** A character of a query takes at most this in JSON (as `\u00e9`), bytes. */
const BYTES_A_CHARACTER = 6;
/** For everything but the queries, bytes. */
const OTHER_FIELDS_BYTES = 256 * 1024;
/** JSON values of a query, with its `deleted` and as many more that nobody knows; and of all else. */
const VALUES_A_QUERY = 50;
const OTHER_VALUES = 10_000;

export interface AquaParts extends SubmitRules {
  readonly jobs: Jobs;
  readonly compiler: Pick<Compiler, 'compile'>;
  readonly results: Pick<ResultStore, 'read'>;
  /** Business time. */
  readonly time: Pick<Time, 'now'>;
}

/** AQuA (aqua.md §1–§4): submit, read, cancel, the last job of a session, result files. */
export function aqua({ jobs, compiler, results, time, ...rules }: AquaParts): Family {
  const { limits, choices } = rules;
  const replies = new JobReplies(choices);
  const unknownStatus = Number(choices['aqua.unknownJob']);
  const endedStatus = Number(choices['aqua.deleteEnded']);

  async function submit(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const caller = signedIn(request);
    const sent = readSubmit(bodyOf(request, limits), choices);
    const now = time.now();
    const checked = await checkSubmit(sent, caller, { jobs, compiler, rules, now });
    const job = jobOfSubmit(checked, caller, rules, request);
    const shown = (accepted: Job): object => {
      request.audited = { job: accepted.id };
      return jobView(accepted, 'submit', choices);
    };
    return submitKeyed(jobs, job, { request, reply }, shown).catch((error: unknown) => {
      throw error instanceof QueueFull ? tooMany(checked.request) : error;
    });
  }

  /** What a submit asks for, where it can be read. */
  function submitted(request: FastifyRequest): AquaRequest | undefined {
    if (request.method !== 'POST') return undefined;
    try {
      return readSubmit(bodyOf(request, limits), choices);
    } catch {
      return undefined;
    }
  }

  function tooMany(request: AquaRequest): Error {
    const status = Number(choices['aqua.tooManyJobs']);
    return refusedJob(request, { code: '90028', status }, choices);
  }

  /** The job that a path names, if the caller sees it. @throws Refusal */
  function visible(request: FastifyRequest<JobPath>): Job | undefined {
    const caller = signedIn(request);
    if (!caller.user.permissions.includes(PERMISSION)) throw aquaRefusal('90009');
    const id = jobIdOf(request.params.id);
    const job = id === undefined ? undefined : jobs.get(id);
    return job !== undefined && sees(caller, job) ? job : undefined;
  }

  function read(request: FastifyRequest<JobPath>, reply: FastifyReply): FastifyReply {
    const job = visible(request);
    if (job === undefined) throw aquaRefusal('90002', unknownStatus);
    return answer(job, request, reply);
  }

  function readLast(request: FastifyRequest<SessionPath>, reply: FastifyReply): FastifyReply {
    const caller = signedIn(request);
    if (!caller.user.permissions.includes(PERMISSION)) throw aquaRefusal('90009');
    const { partner, project } = request.params;
    const key = sessionKey(partner, project);
    const job = jobs.lastOfSession({ tenant: caller.tenant.name, family: FAMILY, key }, 'any');
    if (job === undefined || !sees(caller, job)) throw aquaRefusal('90002', unknownStatus);
    return answer(job, request, reply);
  }

  function answer(job: Job, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    request.audited = { job: job.id, state: jobStatus(job) };
    return reply.type('application/json; charset=utf-8').send(replies.of(job));
  }

  async function cancel(request: FastifyRequest<JobPath>): Promise<object> {
    const job = visible(request);
    if (job === undefined) throw aquaRefusal('90003');
    request.audited = { job: job.id };
    const by = { requestedBy: signedIn(request).user.name, via: FAMILY };
    const stop = await jobs.stop(job.id, by).catch((error: unknown) => {
      throw error instanceof NoSuchJob ? aquaRefusal('90003') : error;
    });
    if (!stop.won) throw aquaRefusal('90003', endedStatus, { id: wireId(job.id) });
    return jobView(stop.job, 'stop', choices);
  }

  return {
    name: FAMILY,
    prefixes: [...PREFIXES, ...FILE_PATHS],
    credentials: ['bearer', 'basic', 'keys'],
    errors: aquaErrors(choices),
    faults: aquaFaults(choices, submitted),
    wireStatus: jobStatus,
    limitName,
    callout: calloutOf,
    fileHeaders,
    document: async () => (await import('./openapi.ts')).aquaPart,
    register(app: FastifyInstance) {
      for (const prefix of PREFIXES) {
        const body = { bodyLimit: submitBytes(limits), config: { audit: 'submitted' } } as const;
        app.post(prefix, body, submit);
        app.get<SessionPath>(
          `${prefix}/jobs/partner/:partner/project/:project`,
          { config: { audit: 'read' } },
          readLast,
        );
        app.get<JobPath>(`${prefix}/jobs/:id`, { config: { audit: 'read' } }, read);
        app.delete<JobPath>(`${prefix}/jobs/:id`, { config: { audit: 'stopped' } }, cancel);
      }
      fileRoutes(app, { jobs, results, limits });
    },
  };
}

interface JobPath {
  Params: { id: string };
}

interface SessionPath {
  Params: { partner: string; project: string };
}

/** @throws Refusal as aqua.md §3.4 has it */
function bodyOf(request: FastifyRequest, limits: SubmitRules['limits']): unknown {
  const most = (limits['aqua.maxQueries'] ?? Number.POSITIVE_INFINITY) * VALUES_A_QUERY + OTHER_VALUES;
  const { body } = request;
  if (Buffer.isBuffer(body) && !hasFewValues(body, most)) throw malformed(`it has more than ${most} values`);
  try {
    return jsonBody(request, '');
  } catch {
    throw malformed('it is not JSON');
  }
}

/** Some more than what may be said, so that who says somewhat too much is told so; parsing far more would block everybody. */
function submitBytes(limits: SubmitRules['limits']): number {
  const queries = limits['aqua.maxQueries'] ?? Number.POSITIVE_INFINITY;
  const length = limits['aqua.maxQueryLength'] ?? Number.POSITIVE_INFINITY;
  const wanted = (queries + 1) * 2 * BYTES_A_CHARACTER * length + OTHER_FIELDS_BYTES;
  return Math.min(limits['platform.maxUnpackedBytes'], wanted);
}
