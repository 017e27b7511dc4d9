import type { JobEvent } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { hasEnded } from '../../jobs/lifecycle.ts';
import type { Clock } from '../../ports/clock.ts';
import { coreId } from '../core-id.ts';
import type { EndedRequest } from '../ended-request.ts';
import { type Finding, findingsOf, type Viewer } from './finding.ts';
import { endOf, filesOf, type JobUse, jobUse, workOf } from './job-use.ts';
import { noteDownload } from './note-download.ts';
import { notePoll } from './note-poll.ts';
import { RefusedCallers } from './refused-callers.ts';
import type { Seen } from './rule.ts';
import { type ShownRequest, shownRequest } from './shown-request.ts';
import { UsedJobs } from './used-jobs.ts';

/** Submits whose client left before there was a job. */
const MOST_LOST_SUBMITS = 500;
/** Of looks in quick succession one is enough to show: making it costs a poll more than all else here. */
const LOOK_SHOWN_EVERY_MS = 1000;
/** Users whose last look at a list is remembered. */
const MOST_USERS = 2000;

export interface UsageParts {
  readonly jobs: Pick<Jobs, 'watch' | 'get'>;
  readonly clock: Clock;
}

/**
 * Watches how clients use their jobs, from the ends of requests and from what the core tells of jobs, and says what they do
 * wrong. In memory alone, bounded (`used-jobs.ts`, `refused-callers.ts`): it begins anew with the server. A poll costs some
 * look-ups in maps; nothing is worked out before somebody asks.
 */
export class Usage {
  readonly #jobs: UsageParts['jobs'];
  readonly #clock: Clock;
  readonly #used = new UsedJobs();
  readonly #callers = new RefusedCallers();
  /** Business time of the last look at a list, by tenant and user. */
  readonly #listed = new Map<string, number>();
  /** By the request's id: their jobs may still come. */
  readonly #lost = new Map<string, ShownRequest>();
  readonly #unwatch: () => void;
  #since: number;

  constructor({ jobs, clock }: UsageParts) {
    this.#jobs = jobs;
    this.#clock = clock;
    this.#since = clock.machine.now();
    this.#unwatch = jobs.watch(undefined, (event) => this.#changed(event));
  }

  close(): void {
    this.#unwatch();
  }

  /** Forgets everything: the jobs are no longer those that were watched. */
  clear(): void {
    this.#used.clear();
    this.#callers.clear();
    this.#listed.clear();
    this.#lost.clear();
    this.#since = this.#clock.machine.now();
  }

  /** Since when, ms since 1970 (machine time). */
  get since(): number {
    return this.#since;
  }

  /**
   * What is wrong now, of a tenant's users or of one of them.
   * @param followed whether somebody follows the events of a job now
   */
  findings(viewer: Viewer, followed: Seen['followed']): readonly Finding[] {
    const { tenant } = viewer;
    return findingsOf(viewer, {
      jobs: [...this.#used.ofTenant(tenant)],
      sessions: [...this.#used.sessionsOf(tenant)],
      job: (id) => this.#used.get(id),
      deadTokens: this.#callers.deadTokens(tenant),
      earlyCallers: this.#callers.earlyCallers(tenant),
      listedAt: (user) => this.#listed.get(`${tenant} ${user}`),
      followed,
      now: this.#clock.business.now(),
    });
  }

  /** To be told of every request once it has ended. */
  ended(ended: EndedRequest): void {
    const { request, reply, config } = ended;
    const { caller, refusal, audited } = request;
    const endedAt = request.beganAt + ended.ms;
    const shown = (): ShownRequest => shownRequest(ended, this.#clock.machine.now());

    if (caller !== null && this.#callers.anyWaits(request.beganAt))
      this.#callers.asked({ tenant: caller.tenant.name, user: caller.user.name }, ended, shown);
    if (refusal !== null) this.#refused(ended, endedAt, shown);
    else if (caller?.client !== undefined)
      this.#callers.letIn(request.headers.authorization, caller.tenant.name, caller.user.name);

    const { audit } = config;
    if (audit === undefined || config.usage === false || request.method === 'HEAD') return;
    if (audit === 'downloaded') {
      const name = fileIn(request.params);
      const job = this.#used.byFile(name) ?? this.#jobOf(audited?.job);
      if (job !== undefined)
        noteDownload(job, name, ended, { endedAt, now: this.#clock.business.now(), shown });
      return;
    }
    if (audit === 'submitted' && !ended.answered) this.#lose(request.id, shown);
    const done = refusal === null && reply.statusCode < 400;
    const id = audited?.job ?? (done ? jobIn(request.params) : undefined);
    if (id === undefined) {
      if (audit === 'read' && done && caller !== null)
        this.#list(`${caller.tenant.name} ${caller.user.name}`);
      return;
    }
    const job = this.#jobOf(id);
    if (job === undefined) return;
    const now = this.#clock.business.now();
    if (audit !== 'read' || job.lastLook === undefined || now - job.lookedAt >= LOOK_SHOWN_EVERY_MS)
      job.lastLook = shown();
    job.lookedAt = now;
    if (audit === 'submitted') {
      if (audited?.detail?.['replayed'] !== true) job.submit ??= shown();
      if (audited?.inline === true && ended.answered) job.delivered = true;
    } else if (audit === 'read' && audited?.state !== undefined && ended.answered && done)
      notePoll(job, ended, audited.state, { endedAt, shown });
  }

  #lose(requestId: string, shown: () => ShownRequest): void {
    if (this.#lost.size >= MOST_LOST_SUBMITS) this.#lost.clear();
    this.#lost.set(requestId, shown());
  }

  #list(key: string): void {
    if (this.#listed.size >= MOST_USERS && !this.#listed.has(key)) this.#listed.clear();
    this.#listed.set(key, this.#clock.business.now());
  }

  /** One that was there before the server's start, or has been forgotten, is watched from its next request on. */
  #jobOf(id: string | undefined): JobUse | undefined {
    if (id === undefined) return undefined;
    const known = this.#used.get(id);
    if (known !== undefined) return known;
    const { machine, business } = this.#clock;
    const job = this.#jobs.get(id);
    if (job === undefined) return undefined;
    const use = jobUse(job, { whole: false, at: machine.now(), now: business.now() });
    if (hasEnded(job.state)) {
      use.end = endOf(job, machine.now(), Number.NEGATIVE_INFINITY);
      use.files = filesOf(job);
    }
    this.#used.add(use);
    return use;
  }

  #refused(ended: EndedRequest, endedAt: number, shown: () => ShownRequest): void {
    const { request, reply } = ended;
    const { caller, audited } = request;
    if (reply.statusCode === 401) {
      this.#callers.notSignedIn(ended, endedAt, shown);
      return;
    }
    const tenant = caller?.tenant.name ?? audited?.tenant;
    const user = caller?.user.name ?? audited?.user;
    const seconds = Number(reply.getHeader('retry-after'));
    if (tenant !== undefined && user !== undefined && seconds > 0)
      this.#callers.told({ tenant, user }, seconds, ended, endedAt, shown);
  }

  #changed(event: JobEvent): void {
    if (event.type !== 'state') return;
    const { machine, business } = this.#clock;
    if (event.from === undefined) {
      const job = this.#jobs.get(event.job);
      if (job === undefined) return;
      const use = jobUse(job, { whole: true, at: machine.now(), now: business.now() });
      use.submit = this.#lost.get(job.requestId ?? '');
      this.#used.add(use);
      this.#used.worked(use);
      return;
    }
    const use = this.#used.get(event.job);
    if (use === undefined) return;
    use.state = event.state;
    if (event.from === 'open' && event.state === 'queued') {
      const job = this.#jobs.get(event.job);
      use.work = job && workOf(job);
      this.#used.worked(use);
    } else if (event.state === 'stopping') use.stopAsked ||= this.#jobs.get(event.job)?.stopCause === 'user';
    else if (hasEnded(event.state)) {
      const job = this.#jobs.get(event.job);
      use.stopAsked ||= event.state === 'stopped';
      if (job === undefined) return;
      use.end = endOf(job, machine.now(), machine.monotonic());
      use.files = event.state === 'completed' ? filesOf(job) : [];
      this.#used.named(use);
    }
  }
}

/** The id that a path names, as the core has it. */
function jobIn(params: unknown): string | undefined {
  const { id } = (params ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' ? coreId(id) : undefined;
}

/** The name of the file that a path names: some families write it with hyphens, in any case. */
function fileIn(params: unknown): string {
  const { name, id } = (params ?? {}) as { readonly name?: unknown; readonly id?: unknown };
  if (typeof name === 'string') return name;
  return typeof id === 'string' ? id.replaceAll('-', '').toLowerCase() : '';
}
