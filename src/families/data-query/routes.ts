import type { FastifyInstance } from 'fastify';
import type { Choices } from '../../config/choices.ts';
import type { Limits } from '../../config/limits.ts';
import type { Job } from '../../jobs/job.ts';
import { type Jobs, NoSuchJob, QueueFull } from '../../jobs/jobs.ts';
import type { Family } from '../../platform/family.ts';
import { submitKeyed } from '../../platform/idempotency/submit-keyed.ts';
import { jsonBody, requireJson } from '../../platform/request-body.ts';
import { signedIn } from '../../platform/request-context.ts';
import type { Links } from '../../platform/results/links.ts';
import type { Caller } from '../../platform/sign-in/caller.ts';
import { dataQueryErrors, dataQueryRefusal, REQUEST_ERRORS } from './errors.ts';
import { dataQueryFaults } from './faults.ts';
import { JobReplies } from './job-replies.ts';
import { cancelledView, jobView } from './job-view.ts';
import { FAMILY, jobOfSubmit, limitName, PERMISSION } from './jobs/job-of-submit.ts';
import { sightOf } from './jobs/sight.ts';
import { queryStatus } from './jobs/status.ts';
import { submitBytes } from './jobs/submit-bytes.ts';
import { readPage } from './page.ts';
import { readSubmit } from './submit-body.ts';

const PATH = '/query/jobs';
export interface DataQueryParts {
  readonly jobs: Jobs;
  readonly links: Links;
  readonly limits: Limits;
  readonly choices: Choices;
}

/** Data Query (data-query-and-query-runs.md §1.1–1.4): submit, read, list, cancel. */
export function dataQuery({ jobs, links, limits, choices }: DataQueryParts): Family {
  const linkLife = limits['dataQuery.linkLife'];
  const sign = (fileName: string): string => links.sign(fileName, linkLife);

  const rules = { sign, choices };
  const replies = new JobReplies(rules);

  return {
    name: FAMILY,
    prefixes: [PATH],
    credentials: ['bearer'],
    permission: PERMISSION,
    errors: dataQueryErrors(choices),
    faults: dataQueryFaults,
    wireStatus: (job) => queryStatus(job, choices['dataQuery.retryWaitState']),
    limitName,
    document: async () => (await import('./openapi.ts')).dataQueryPart,
    register(app: FastifyInstance) {
      app.post(
        PATH,
        { bodyLimit: submitBytes(limits), config: { audit: 'submitted' }, onRequest: requireJson },
        async (request, reply) => {
          const body = jsonBody(request, REQUEST_ERRORS.notJson.text);
          const submit = readSubmit(body, { choices, limits });
          const job = jobOfSubmit(submit, signedIn(request), { limits, choices }, request);
          const shown = (accepted: Job): object => {
            request.audited = { job: accepted.id };
            return { data: jobView(accepted, rules) };
          };
          return submitKeyed(jobs, job, { request, reply }, shown).catch(full);
        },
      );

      app.get(PATH, { config: { audit: 'read' } }, async (request) => {
        const { tenant, user } = signedIn(request);
        const found = jobs.list({
          tenant: tenant.name,
          families: [FAMILY],
          ...(!user.admin && { userId: user.id }),
          ...readPage(request.query as Readonly<Record<string, unknown>>, choices),
        });
        return { data: found.map((job) => jobView(job, rules)) };
      });

      app.get<JobPath>(`${PATH}/:id`, { config: { audit: 'read' } }, (request, reply) => {
        const job = visible(jobs.get(request.params.id), request.params.id, signedIn(request));
        request.audited = { job: job.id, state: queryStatus(job) };
        reply.type('application/json; charset=utf-8').send(replies.of(job));
      });

      app.delete<JobPath>(`${PATH}/:id`, { config: { audit: 'stopped' } }, async (request) => {
        const caller = signedIn(request);
        const none = Number(choices['dataQuery.cancelUnknown']);
        const { id } = visible(jobs.get(request.params.id), request.params.id, caller, none);
        const stop = await jobs.stop(id, { requestedBy: caller.user.name, via: FAMILY }).catch((error) => {
          throw error instanceof NoSuchJob ? dataQueryRefusal('notFound', { id }, none) : error;
        });
        if (!stop.won) throw dataQueryRefusal('notCancellable', { id });
        return { data: cancelledView(stop.job, rules) };
      });
    },
  };

  function full(error: unknown): never {
    if (error instanceof QueueFull)
      throw dataQueryRefusal('queueFull', {}, Number(choices['dataQuery.queueFull']));
    throw error;
  }
}

interface JobPath {
  Params: { id: string };
}

/** @throws Refusal `none` for an unknown job or another tenant's, 403 for another user's */
function visible(job: Job | undefined, id: string, caller: Caller, none = 404): Job {
  const sight = sightOf(job, caller);
  if (job === undefined || sight === 'unknown')
    throw dataQueryRefusal('notFound', { id: id.slice(0, 64) }, none);
  if (sight === 'foreign') throw dataQueryRefusal('foreignJob', { id });
  return job;
}
