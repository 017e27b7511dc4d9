import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Choices } from '../../config/choices.ts';
import type { Limits } from '../../config/limits.ts';
import type { Job } from '../../jobs/job.ts';
import { type JobFilter, type Jobs, NoSuchJob, NotOpen, QueueFull } from '../../jobs/jobs.ts';
import { refuse } from '../../platform/errors/refusal.ts';
import type { Family } from '../../platform/family.ts';
import { submitKeyed } from '../../platform/idempotency/submit-keyed.ts';
import { hasFewValues } from '../../platform/json-values.ts';
import { jsonBody, requireJson } from '../../platform/request-body.ts';
import { signedIn } from '../../platform/request-context.ts';
import type { Links } from '../../platform/results/links.ts';
import type { Caller } from '../../platform/sign-in/caller.ts';
import type { Uploads } from '../../platform/uploads/upload-addresses.ts';
import type { Clock } from '../../ports/clock.ts';
import { EngineError } from '../../ports/engine.ts';
import type { Tenants } from '../../tenant/tenants.ts';
import { readCreate } from './create-body.ts';
import { bulkErrors, bulkRefusal, CUSTOM_OBJECT_JOBS, REQUEST_ERRORS } from './errors.ts';
import { bulkFaults } from './faults.ts';
import { downloadsView, fileHeaders } from './files.ts';
import { jobOfCreate, limitName } from './job-of-create.ts';
import { keptRequest, summaryOf } from './job-view.ts';
import { mappingsView } from './mappings-view.ts';
import { METADATA_PATH, metadataRoutes } from './metadata-routes.ts';
import { FAMILY, PATH, PERMISSION } from './names.ts';
import { badCursor, cursorAfter, readPage } from './page.ts';
import { bulkStatus } from './status.ts';
import { abortJob, cancelJob, type StopView } from './stop-job.ts';

/** A create has some names and at most a few thousand mappings; parsing more would block everybody. */
const CREATE_BYTES = 2 * 1024 * 1024;
const CREATE_VALUES = 50_000;

export interface BulkParts {
  readonly jobs: Jobs;
  readonly tenants: Pick<Tenants, 'catalogue'>;
  readonly links: Links;
  readonly uploads: Pick<Uploads, 'address'>;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly choices: Choices;
}

/** Bulk data (bulk-data.md): create, submit, read, list, files, cancel, abort. */
export function bulkData({ jobs, tenants, links, uploads, clock, limits, choices }: BulkParts): Family {
  const keyed = choices['bulk.idempotencyKey'] === 'on';
  const config = <A extends string>(audit: A) => ({
    config: { audit, ...(!keyed && { keyed: false as const }) },
  });
  const sign = (fileName: string): string => links.sign(fileName, limits['bulk.linkLife']);
  const stopping = { jobs, clock, choices };

  /**
   * Everybody of a tenant sees its jobs, but for those of objects that only administrators see, and those whose rows may
   * be of orgs that the caller does not have: the files of a job show them. @throws Refusal 404
   */
  function visible(request: FastifyRequest<JobPath>): Job {
    const { id } = request.params;
    const job = jobs.get(id);
    if (job === undefined || !sees(signedIn(request), job))
      throw bulkRefusal('notFound', { id: id.slice(0, 64) });
    return job;
  }

  function sees({ tenant, user }: Caller, job: Job): boolean {
    if (job.tenant !== tenant.name || job.family !== FAMILY) return false;
    if (!job.scope.orgs.every((org) => user.orgs.includes(org))) return false;
    const object = job.units[0]?.load?.object ?? '';
    return user.admin || tenants.catalogue(tenant.name).object(object)?.adminOnly !== true;
  }

  function created(job: Job): object {
    const { form, url } = uploads.address(job.id);
    return {
      id: job.id,
      uploadRequest: form,
      ...(choices['bulk.uploadUrl'] === 'on' && { uploadUrl: url }),
      status: bulkStatus(job),
      jobType: keptRequest(job).jobType,
    };
  }

  function create(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const caller = signedIn(request);
    const { body } = request;
    if (Buffer.isBuffer(body) && !hasFewValues(body, CREATE_VALUES))
      throw refuse.tooManyValues(CREATE_VALUES);
    const catalogue = tenants.catalogue(caller.tenant.name);
    const asked = readCreate(jsonBody(request, REQUEST_ERRORS.notJson.text), {
      catalogue,
      admin: caller.user.admin,
      choices,
    });
    return submitKeyed(jobs, jobOfCreate(asked, caller, limits, request), { request, reply }, (job) => {
      request.audited = { job: job.id };
      return created(job);
    });
  }

  async function submit(request: FastifyRequest<JobPath>): Promise<object> {
    const { user } = signedIn(request);
    const { id, ...job } = visible(request);
    await jobs.ready(id, { userId: user.id, name: user.name }).catch((error: unknown) => {
      if (error instanceof QueueFull) throw bulkRefusal('tooMany');
      if (error instanceof NoSuchJob) throw bulkRefusal('notFound', { id });
      if (!(error instanceof NotOpen)) throw error;
      const status = bulkStatus(jobs.get(id) ?? job);
      throw error.why === 'no file'
        ? bulkRefusal('nothingUploaded', { id })
        : bulkRefusal('notCreated', { id, status });
    });
    return { id, status: 'Submitted', jobType: keptRequest({ id, ...job }).jobType };
  }

  function list(request: FastifyRequest): object {
    const caller = signedIn(request);
    const { limit, filter, after } = readPage(request.query as Readonly<Record<string, unknown>>);
    const last = after === undefined ? undefined : jobs.get(after);
    if (after !== undefined && (last === undefined || !sees(caller, last))) throw badCursor();
    const found = filter === 'none' ? [] : seenJobs(caller, filter, after, limit + 1);
    if (found.length === 0 && choices['bulk.emptyList'] === '404') throw bulkRefusal('noneFound');
    const page = found.slice(0, limit);
    const next = found.length > limit ? page.at(-1) : undefined;
    return {
      data: page.map(shown),
      ...(next !== undefined && { nextPageCursor: cursorAfter(next.id) }),
    };
  }

  /** The first `count` jobs that the caller sees, after this one: a page has no gaps, and its cursor is of a job on it. */
  function seenJobs(
    caller: Caller,
    filter: Partial<JobFilter>,
    after: string | undefined,
    count: number,
  ): readonly Job[] {
    const seen: Job[] = [];
    for (let from = after; ; ) {
      const batch = jobs.list({
        tenant: caller.tenant.name,
        families: [FAMILY],
        ...filter,
        limit: count,
        ...(from !== undefined && { after: from }),
      });
      seen.push(...batch.filter((job) => sees(caller, job)));
      from = batch.at(-1)?.id;
      if (batch.length < count || seen.length >= count) return seen.slice(0, count);
    }
  }

  function shown(job: Job): object {
    return summaryOf(job, jobs.progress(job.id), choices);
  }

  async function files(request: FastifyRequest<JobPath>): Promise<object> {
    const { id, ...job } = visible(request);
    const status = bulkStatus(job);
    if (!HAS_FILES.includes(status)) throw bulkRefusal('notEnded', { id, status });
    const reported = await jobs.report(id).catch((error: unknown) => {
      if (error instanceof NoSuchJob) throw bulkRefusal('notFound', { id });
      throw error instanceof EngineError ? refuse.later('The result files cannot be made now', error) : error;
    });
    return downloadsView(reported, sign);
  }

  return {
    name: FAMILY,
    prefixes: ['/bulk-data', METADATA_PATH.slice(0, METADATA_PATH.lastIndexOf('/')), CUSTOM_OBJECT_JOBS],
    bare: [`${PATH}/:id`],
    credentials: ['bearer'],
    permission: PERMISSION,
    errors: bulkErrors(choices),
    faults: bulkFaults,
    wireStatus: bulkStatus,
    limitName,
    fileHeaders,
    document: async () => (await import('./openapi.ts')).bulkPart(keyed),
    register(app: FastifyInstance) {
      const stop = async (
        request: FastifyRequest<JobPath>,
        how: (job: Job, by: string, parts: typeof stopping) => Promise<StopView>,
      ): Promise<StopView> => {
        const job = visible(request);
        const view = await how(job, signedIn(request).user.name, stopping);
        request.audited = { job: job.id, state: view.status };
        return view;
      };

      app.post(PATH, { bodyLimit: CREATE_BYTES, onRequest: requireJson, ...config('submitted') }, create);
      app.get(`${PATH}/summaries`, { config: { audit: 'read' } }, (request, reply) => {
        reply.send(list(request));
      });
      app.get<JobPath>(`${PATH}/:id/summary`, { config: { audit: 'read' } }, (request, reply) => {
        const job = visible(request);
        request.audited = { job: job.id, state: bulkStatus(job) };
        reply.send(shown(job));
      });
      app.post<JobPath>(`${PATH}/:id/submissions`, config('submitted'), submit);
      app.get<JobPath>(`${PATH}/:id/downloads`, { config: { audit: 'read' } }, files);
      app.get<JobPath>(`${PATH}/:id/mappings`, { config: { audit: 'read' } }, (request, reply) => {
        reply.send(mappingsView(visible(request)));
      });
      app.post<JobPath>(`${PATH}/:id/cancellations`, config('stopped'), (request) =>
        stop(request, cancelJob),
      );
      app.post<JobPath>(`${PATH}/:id/aborts`, config('stopped'), (request) => stop(request, abortJob));
      metadataRoutes(app, tenants);
    },
  };
}

/** They were not all tried, but what was is told (bulk-data.md §5.3). */
const HAS_FILES: readonly string[] = ['Completed', 'Failed', 'Aborted'];

interface JobPath {
  Params: { id: string };
}
