import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Job } from '../../jobs/job.ts';
import { type Jobs, NoSuchJob } from '../../jobs/jobs.ts';
import { coreId } from '../../platform/core-id.ts';
import { problemErrors } from '../../platform/errors/problem-errors.ts';
import { refuse } from '../../platform/errors/refusal.ts';
import type { Family } from '../../platform/family.ts';
import { jsonBody, requireJson } from '../../platform/request-body.ts';
import { signedIn } from '../../platform/request-context.ts';
import type { Links } from '../../platform/results/links.ts';
import { type Caller, mayStillCall } from '../../platform/sign-in/caller.ts';
import type { Usage } from '../../platform/usage/usage.ts';
import type { AcceptedRequests } from '../../ports/accepted-requests.ts';
import type { Principals } from '../../ports/principals.ts';
import { listObjects, showObject } from './catalogue-view.ts';
import { changeData, type DataParts } from './data-change.ts';
import { doctorView } from './doctor-view.ts';
import { nativeRefusal } from './errors.ts';
import { type EventStream, openEventStream } from './event-stream.ts';
import { HeldQueries } from './held-queries.ts';
import { readJobQuery } from './job-query.ts';
import { nativeJob } from './native-job.ts';
import { answerQuery, type QueryParts } from './queries.ts';
import { requestView } from './request-view.ts';
import { whySummary } from './why-summary.ts';
import { whyView } from './why-view.ts';

const PATH = '/sluice/v1';
const NAME = 'native';
/**
 * Event streams of one tenant at once, and of all: each holds a connection for as long as it likes, and the server has
 * some 2,000 of them.
 */
const MOST_STREAMS = { ofTenant: 256, inAll: 1024 };
/** Told with a 429 for one more: a stream lasts until its reader goes. */
const STREAM_IS_FREE_AFTER_S = 10;
/** Who was revoked hears nothing more after this: well within the second that was promised (machine time). */
const REVOKED_WITHIN_MS = 500;

export interface NativeParts extends DataParts, QueryParts {
  readonly links: Links;
  /** How long links to result files work, ms. */
  readonly linkLife: number;
  /** Those that have jobs. */
  readonly families: readonly Family[];
  readonly principals: Principals;
  /** Those that were accepted before they were carried out. */
  readonly requests: Pick<AcceptedRequests, 'get'>;
  readonly usage: Pick<Usage, 'findings' | 'since'>;
  /** Tells that all jobs are about to be others; where that can be. Answers how to end that. */
  readonly onReplaced?: (listener: () => void) => () => void;
}

/** Sluice's own API over the jobs of all families (operating.md §4). */
export function native(parts: NativeParts): Family {
  const { jobs, links, linkLife, families, clock, tenants, principals, requests, usage } = parts;
  const sign = (fileName: string): string => links.sign(fileName, linkLife);
  const streams = new Map<EventStream, Following>();
  const held = new HeldQueries(jobs, clock.machine);

  function shown(job: Job, more: Pick<Parameters<typeof nativeJob>[1], 'timeline' | 'receipt'> = {}) {
    const wireStatus = families.find(({ name }) => name === job.family)?.wireStatus?.(job);
    return nativeJob(job, { progress: jobs.progress(job.id), wireStatus, sign, ...more });
  }

  function tooManyStreams({ tenant }: Caller): boolean {
    if (streams.size < MOST_STREAMS.ofTenant) return false;
    if (streams.size >= MOST_STREAMS.inAll) return true;
    const own = [...streams.values()].filter(({ caller }) => caller.tenant.name === tenant.name);
    return own.length >= MOST_STREAMS.ofTenant;
  }

  /** By a stream of its own, or by one of all that its user sees. */
  function followed(job: { readonly id: string; readonly tenant: string; readonly user: string }): boolean {
    return [...streams.values()].some(({ caller, job: one }) =>
      one === undefined ? caller.tenant.name === job.tenant && caller.user.name === job.user : one === job.id,
    );
  }

  /** @throws Refusal 404, 403 */
  function visible(id: string, caller: Caller): Job {
    const job = jobs.get(coreId(id));
    if (job === undefined || job.tenant !== caller.tenant.name)
      throw nativeRefusal.unknownJob(id.slice(0, 64));
    if (!sees(caller, job)) throw nativeRefusal.foreignJob(id);
    return job;
  }

  return {
    name: NAME,
    prefixes: [PATH],
    credentials: ['bearer', 'basic'],
    errors: problemErrors,
    document: async () => (await import('./openapi.ts')).nativePart,
    register(app: FastifyInstance) {
      app.get(`${PATH}/jobs`, { config: { audit: 'read' } }, (request, reply) => {
        const caller = signedIn(request);
        const { tenant, user } = caller;
        const names = families.map(({ name }) => name);
        const filter = readJobQuery(request.query as Readonly<Record<string, unknown>>, names);
        // A job that the caller does not see is like one that does not exist: its place would tell when it came.
        const after = filter.after === undefined ? undefined : jobs.get(filter.after);
        if (filter.after !== undefined && (after === undefined || !sees(caller, after)))
          return reply.send({ jobs: [] });
        const found = jobs.list({
          tenant: tenant.name,
          ...(!user.admin && { userId: user.id }),
          ...filter,
          limit: filter.limit + 1,
        });
        const page = found.slice(0, filter.limit);
        const last = found.length > filter.limit ? page.at(-1) : undefined;
        return reply.send({
          jobs: page.map((job) => shown(job)),
          ...(last !== undefined && { nextCursor: last.id }),
        });
      });

      app.get<JobPath>(`${PATH}/jobs/:id`, { config: { audit: 'read' } }, (request, reply) => {
        const job = visible(request.params.id, signedIn(request));
        request.audited = { job: job.id, state: job.state };
        reply.send(shown(job, { timeline: jobs.timeline(job.id), receipt: jobs.receipt(job.id) }));
      });

      app.get<JobPath>(`${PATH}/jobs/:id/why`, { config: { audit: 'read' } }, (request, reply) => {
        const caller = signedIn(request);
        const { id, state } = visible(request.params.id, caller);
        request.audited = { job: id, state };
        const why = jobs.why(id);
        if (why === undefined) throw nativeRefusal.unknownJob(id);
        const family = families.find(({ name }) => name === why.job.family);
        const view = whyView(why, {
          sees: ({ tenant, userId }) =>
            tenant === caller.tenant.name && (caller.user.admin || userId === caller.user.id),
          limitName: (limit) => family?.limitName?.(why.job, limit),
        });
        reply.send({ ...view, summary: whySummary(why, view.limit, clock.business.now()) });
      });

      // Whoever asks it does not look after jobs by that.
      const doctor = { config: { audit: 'read', usage: false } } as const;
      app.get(`${PATH}/doctor`, doctor, (request, reply) => {
        const { tenant, user } = signedIn(request);
        const viewer = { tenant: tenant.name, ...(!user.admin && { user: user.name }) };
        reply.send(doctorView(usage.findings(viewer, followed), usage.since, clock));
      });

      app.get<JobPath>(`${PATH}/requests/:id`, { config: { audit: 'read' } }, (request, reply) => {
        const { tenant, user } = signedIn(request);
        const { id } = request.params;
        const accepted = requests.get(id, clock.business.now());
        const own = accepted?.tenant === tenant.name && (user.admin || accepted.userId === user.id);
        if (accepted === undefined || !own) throw nativeRefusal.unknownRequest(id.slice(0, 64));
        reply.send(requestView(accepted));
      });

      app.post(
        `${PATH}/queries`,
        { onRequest: requireJson, config: { audit: 'submitted' } },
        (request, reply) =>
          answerQuery(request, reply, parts, held, (job) =>
            shown(job, { timeline: jobs.timeline(job.id), receipt: jobs.receipt(job.id) }),
          ),
      );

      app.get(`${PATH}/catalogue`, (request, reply) => {
        const { tenant, user } = signedIn(request);
        reply.send({ objects: listObjects(tenants.catalogue(tenant.name), user.admin) });
      });

      app.get<ObjectPath>(`${PATH}/catalogue/:object`, (request, reply) => {
        const { tenant, user } = signedIn(request);
        reply.send(showObject(tenants.catalogue(tenant.name), user.admin, request.params.object));
      });

      app.post<JobPath>(`${PATH}/jobs/:id/stop`, { config: { audit: 'stopped' } }, async (request) => {
        const caller = signedIn(request);
        const { id } = visible(request.params.id, caller);
        const stop = await jobs.stop(id, { requestedBy: caller.user.name, via: NAME }).catch((error) => {
          throw error instanceof NoSuchJob ? nativeRefusal.unknownJob(id) : error;
        });
        if (!stop.won) throw nativeRefusal.ended(id, stop.job.state);
        return stop.receipt;
      });

      // No HEAD: it would answer a stream that has no body and no end.
      const endless = { config: { streams: true, audit: 'read' }, exposeHeadRoute: false } as const;
      app.get<EventsPath>(`${PATH}/events`, endless, (request, reply) => {
        const caller = signedIn(request);
        const { job: id } = request.query;
        const job = id === undefined ? undefined : visible(String(id), caller);
        if (tooManyStreams(caller))
          throw refuse.overLimit('Too many event streams are open', STREAM_IS_FREE_AFTER_S);
        let unwatch = (): void => {};
        const stream = openEventStream(reply, clock.machine, () => {
          streams.delete(stream);
          unwatch();
        });
        streams.set(stream, { caller, job: job?.id });
        const mayWatch = job === undefined ? watcherOf(caller, jobs) : () => true;
        unwatch = jobs.watch(job?.id, (event) => {
          if (mayWatch(event.job)) stream.send(event);
        });
        // Where the job is now, so that nothing is missed between a look at it and this stream.
        const now = job && jobs.get(job.id);
        if (now !== undefined)
          stream.send({
            type: 'state',
            job: now.id,
            state: now.state,
            at: new Date(now.updatedAt).toISOString(),
          });
      });

      app.post<ObjectPath>(
        `${PATH}/data/:object`,
        { config: { audit: 'changed-data' }, onRequest: [requireBulk, requireJson] },
        async (request) => {
          const body = jsonBody(request, 'The request body is not JSON');
          const counts = await changeData(request.params.object, body, signedIn(request), parts);
          request.audited = { detail: { ...counts } };
          return counts;
        },
      );

      const look = clock.machine.every(REVOKED_WITHIN_MS, () => {
        for (const [stream, { caller }] of streams) if (!mayStillCall(principals, caller)) stream.end();
        held.endRevoked((caller) => !mayStillCall(principals, caller));
      });
      const unwatch = parts.onReplaced?.(() => {
        for (const stream of streams.keys()) stream.end();
        held.endAll();
      });
      app.addHook('preClose', (done) => {
        look.cancel();
        unwatch?.();
        for (const stream of streams.keys()) stream.end();
        held.close();
        done();
      });
    },
  };
}

/** Who reads a stream of events, and of which job; of all when there is none. */
interface Following {
  readonly caller: Caller;
  readonly job: string | undefined;
}

interface JobPath {
  Params: { id: string };
}
interface ObjectPath {
  Params: { object: string };
}
interface EventsPath {
  Querystring: { job?: string | string[] };
}

/** Changing rows is what bulk jobs do. */
function requireBulk(request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  const { permissions } = signedIn(request).user;
  done(permissions.includes('bulk') ? undefined : refuse.denied('You do not have the permission bulk'));
}

function sees({ tenant, user }: Caller, job: Job): boolean {
  return job.tenant === tenant.name && (user.admin || job.principal.userId === user.id);
}

/** Jobs whose visibility one stream remembers: an answer never changes. */
const REMEMBERED_JOBS = 1000;

function watcherOf(caller: Caller, jobs: Jobs): (id: string) => boolean {
  const known = new Map<string, boolean>();
  return (id) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const job = jobs.get(id);
    if (job === undefined) return false;
    if (known.size >= REMEMBERED_JOBS) known.clear();
    const seen = sees(caller, job);
    known.set(id, seen);
    return seen;
  };
}
