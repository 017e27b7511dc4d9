import { hash } from 'node:crypto';
import type { Job } from '../ports/job.ts';
import type { GatedRequest, RequestGate, RequestGates, RequestVerdict } from '../ports/request-gates.ts';
import { type FoundJobs, fileOf, jobOf } from './about-job.ts';
import type { Broken } from './broken.ts';
import { ENDED } from './ended.ts';
import type { LiveRule } from './live-rule.ts';
import { NEVER_GATED } from './read-match.ts';
import { RuleError, type RuleSpec } from './rule.ts';
import type { Rules } from './rules.ts';

export interface LabRequestGatesParts {
  readonly rules: Rules;
  readonly broken: Broken;
  readonly advance: (ms: number) => unknown;
  readonly jobs: () => FoundJobs;
  readonly familyOf: (job: Job) => string;
  /** The rules of a header. @throws RuleError */
  readonly read: (header: string) => { readonly specs: readonly RuleSpec[]; readonly scenario?: string };
}

/** Requests that brought rules and were broken by them: sent again, they find the same rules, as far as they are spent. */
const REMEMBERED_RETRIES = 1000;
/** What Sluice has beside Zuora's APIs passes a gate only where a rule names its path. */
const OWN = /^\/(?:sluice\/|oauth\/|healthz|readyz|metrics|docs|openapi\.json|$)/;
/** These do not pass any: who drives the lab must not be locked out by it. */
const NEVER = [NEVER_GATED, '/sluice/v1/reset', '/sluice/v1/snapshots'];
/** Their requests are those of the family of the job that they are about. */
const OF_THEIR_JOBS: ReadonlySet<string | undefined> = new Set(['results', 'uploads', 'native']);
/** What reaches further than the request and its job needs an administrator. */
const FAR: ReadonlySet<string> = new Set(['killEngine', 'freezeEngine', 'advance']);
/** After these nothing else can become of a request. */
const ENDS: ReadonlySet<string> = new Set(['fail', 'drop', 'full', 'expire']);

/** The gates of requests as the rules have them (operating.md §5). */
export class LabRequestGates implements RequestGates {
  readonly #parts: LabRequestGatesParts;
  readonly #retries = new Map<string, readonly LiveRule[]>();

  constructor(parts: LabRequestGatesParts) {
    this.#parts = parts;
  }

  mayAct(at: RequestGate, request: Parameters<RequestGates['mayAct']>[1]): boolean {
    const { rules } = this.#parts;
    if (rules.brought) return true;
    for (const { spec } of rules.at(at, request.trackId)) if (mayMatch(spec, request)) return true;
    return false;
  }

  enter(request: GatedRequest, signal: () => AbortSignal): Promise<RequestVerdict> | undefined {
    const { rules, broken } = this.#parts;
    if (NEVER.some((path) => request.path.startsWith(path))) return undefined;
    if (request.family === 'query-runs' && request.call === 'submit') broken.submittedAsRun(request.id);
    if (request.brings !== undefined) {
      const refused = this.#bring(request, request.brings);
      if (refused !== undefined) return Promise.resolve(refused);
    }
    if (!rules.some) return undefined;
    if (request.call === 'stop') {
      const job = this.#about(request);
      if (job !== undefined) rules.stopAsked(job.id);
    }
    return this.#pass('request', request, signal);
  }

  leave(request: GatedRequest, signal: () => AbortSignal): Promise<RequestVerdict> | undefined {
    if (NEVER.some((path) => request.path.startsWith(path))) return undefined;
    return this.#pass('before-acknowledge', request, signal);
  }

  #pass(
    at: RequestGate,
    request: GatedRequest,
    signal: () => AbortSignal,
  ): Promise<RequestVerdict> | undefined {
    const { rules } = this.#parts;
    const made = rules.at(at, request.trackId);
    const own = rules.brought ? rules.ofRequest(request.id) : [];
    if (made.length === 0 && !rules.brought) return undefined;
    let job: Job | undefined | null = null;
    const about = (): Job | undefined => {
      if (job === null) job = this.#about(request);
      return job;
    };
    const found = rules.brought ? about() : undefined;
    const followed =
      found === undefined ? [] : rules.ofJob(found).filter(({ spec }) => spec.match.call !== undefined);
    const acting: LiveRule[] = [];
    let ended = false;
    for (const rule of followed.length + own.length === 0 ? made : new Set([...made, ...own, ...followed])) {
      if (rule.spec.at !== at || !this.#matches(rule, request, about)) continue;
      const ends = ENDS.has(rule.spec.action.kind);
      if ((ends && ended) || !rules.take(rule)) continue;
      ended ||= ends;
      acting.push(rule);
    }
    const brought = at === 'request' && own.length > 0 ? own.map(({ id }) => id) : undefined;
    if (acting.length === 0) return brought && Promise.resolve({ rules: brought });
    return this.#act(acting, request, about(), signal()).then((verdict) => {
      this.#remember(request, acting, verdict);
      return brought === undefined ? verdict : { ...verdict, rules: brought };
    });
  }

  #matches({ spec }: LiveRule, request: GatedRequest, about: () => Job | undefined): boolean {
    const { match, families, action } = spec;
    if (match.method !== undefined && match.method !== request.method) return false;
    if (match.path !== undefined && !request.path.startsWith(match.path)) return false;
    if (match.call !== undefined && match.call !== request.call) return false;
    if (match.trackId !== undefined && match.trackId !== request.trackId) return false;
    if (match.path === undefined && OWN.test(request.path) && !(match.call !== undefined && about()))
      return false;
    if (match.tenant !== undefined && match.tenant !== (request.tenant ?? about()?.tenant)) return false;
    if (match.job !== undefined && match.job !== about()?.id) return false;
    if (families !== undefined && !families.includes(this.#familyOf(request, about))) return false;
    if (match.queryContains !== undefined && !contains(request.body(), match.queryContains)) return false;
    if (action.kind === 'expire')
      return action.what === 'token' ? request.bearer : request.call === 'download';
    return action.kind !== 'full' || (request.call === 'submit' && mayBeFull(request, about));
  }

  /** The family that answers, but of files behind links: that of their job. */
  #familyOf(request: GatedRequest, about: () => Job | undefined): string {
    const { family = '' } = request;
    if (!OF_THEIR_JOBS.has(family)) return family;
    const job = about();
    return job === undefined ? family : this.#parts.familyOf(job);
  }

  async #act(
    acting: readonly LiveRule[],
    request: GatedRequest,
    job: Job | undefined,
    signal: AbortSignal,
  ): Promise<RequestVerdict> {
    await Promise.all(acting.map((rule) => this.#hold(rule, request, job, signal)));
    let verdict: RequestVerdict = {};
    for (const { spec } of acting) verdict = { ...verdict, ...(await this.#do(spec, request, job)) };
    return verdict;
  }

  async #hold(
    rule: LiveRule,
    { id }: GatedRequest,
    job: Job | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { action } = rule.spec;
    const waiter = { job: job?.id, request: id };
    if (action.kind === 'delay') await rule.wait(waiter, { signal, ms: action.ms });
    if (action.kind !== 'hold') return;
    const now = job && this.#parts.jobs().get(job.id);
    if (action.until === 'job-ended' && (now === undefined || ENDED.has(now.state))) return;
    if (action.until === 'stop-asked' && now !== undefined && this.#parts.rules.wasStopAsked(now.id)) return;
    await rule.wait({ ...waiter, until: action.until }, { signal });
  }

  async #do({ action }: RuleSpec, request: GatedRequest, job: Job | undefined): Promise<RequestVerdict> {
    const { broken, advance, jobs } = this.#parts;
    switch (action.kind) {
      case 'fail': {
        const { code, status, message, retryAfter } = action.fault;
        return {
          refuse: {
            ...(code !== undefined && { code }),
            ...(status !== undefined && { status }),
            ...(message !== undefined && { message }),
            ...(retryAfter !== undefined && { retryAfter }),
          },
        };
      }
      case 'drop':
        return { drop: true };
      case 'truncate':
        return { truncate: action };
      case 'full':
        broken.fullFor(job?.id ?? request.id);
        return {};
      case 'advance':
        await advance(action.ms);
        return {};
      case 'expire': {
        if (action.what === 'token') return { expireToken: true };
        const file = fileOf(request.path, jobs());
        broken.expire(request.query, file?.name);
        return {};
      }
      default:
        return {};
    }
  }

  /** What it is about, of its caller's own tenant. */
  #about({ path, tenant }: GatedRequest): Job | undefined {
    const job = jobOf(path, this.#parts.jobs());
    return tenant !== undefined && job?.tenant !== tenant ? undefined : job;
  }

  /** Makes the rules that a request brings; answers why not. */
  #bring(request: GatedRequest, header: string): RequestVerdict | undefined {
    const { rules } = this.#parts;
    const again = this.#retries.get(retryKey(request));
    if (again !== undefined) {
      this.#retries.delete(retryKey(request));
      rules.bring(request.id, again);
      return undefined;
    }
    try {
      const { specs, scenario } = this.#parts.read(header);
      const far = specs.find(({ action }) => FAR.has(action.kind));
      if (far !== undefined && !request.admin)
        throw new RuleError(
          'denied',
          `do.${far.action.kind} reaches others too: only administrators bring it`,
        );
      const job = this.#about(request);
      const family = job === undefined ? request.family : this.#parts.familyOf(job);
      const useless = specs.find(
        ({ families }) => families !== undefined && !families.includes(family ?? ''),
      );
      if (useless !== undefined)
        throw new RuleError(
          'bad',
          `${scenario ?? 'the rule'} means nothing in "${family}"; it is for ${useless.families}`,
        );
      const bound = specs.map((spec) => bindTo(spec, request));
      const made = rules.add(bound, { request: request.id, ...(scenario !== undefined && { scenario }) });
      if (job !== undefined) rules.bring(job.id, made);
      return undefined;
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      const status = error.kind === 'denied' ? 403 : 400;
      return { refuse: { status, message: `Sluice-Lab: ${error.message}`, parameter: 'sluice-lab' } };
    }
  }

  /** A client that was refused or cut off sends the same again: its rules must not begin anew. */
  #remember(request: GatedRequest, acting: readonly LiveRule[], { refuse, drop }: RequestVerdict): void {
    if (request.brings === undefined) return;
    const broke =
      refuse !== undefined || drop === true || acting.some(({ spec }) => spec.action.kind === 'full');
    if (!broke) return;
    if (this.#retries.size >= REMEMBERED_RETRIES) this.#retries.clear();
    this.#retries.set(retryKey(request), this.#parts.rules.ofRequest(request.id));
  }
}

/** By what a look at the request costs nothing. */
function mayMatch(
  { match, families }: RuleSpec,
  { method, family }: Parameters<RequestGates['mayAct']>[1],
): boolean {
  if (match.method !== undefined && match.method !== method) return false;
  return families === undefined || OF_THEIR_JOBS.has(family) || families.includes(family ?? '');
}

function retryKey({ tenant, method, path, brings, body }: GatedRequest): string {
  return hash('sha256', JSON.stringify([tenant, method, path, brings, body()]));
}

/** It acts for its own tenant, whatever it says. @throws RuleError for another */
function bindTo(spec: RuleSpec, { tenant }: GatedRequest): RuleSpec {
  const { match } = spec;
  if (tenant === undefined) return spec;
  if (match.tenant !== undefined && match.tenant !== tenant)
    throw new RuleError('denied', `match.tenant: "${match.tenant}" is not your tenant; leave it out`);
  return { ...spec, match: { ...match, tenant } };
}

/** As it is, or as JSON writes it. */
function contains(body: string, text: string): boolean {
  return body.includes(text) || body.includes(JSON.stringify(text).slice(1, -1));
}

/** Bulk jobs are counted when they are submitted, not when they are created. */
function mayBeFull({ family }: GatedRequest, about: () => Job | undefined): boolean {
  return family !== 'bulk-data' || about() !== undefined;
}
