import { randomUUID } from 'node:crypto';
import type { MachineTime, Timer } from '../ports/clock.ts';
import type { GatePoint } from '../ports/gates.ts';
import type { Job } from '../ports/job.ts';
import { LiveRule, type RuleOrigin } from './live-rule.ts';
import { RuleError, type RuleSpec } from './rule.ts';

/** Far more than one test makes: what leaves them behind is told so, not slowed down. */
const MOST_RULES = 1000;
/** Rules that requests brought: a load of requests with the header keeps the latest. */
const MOST_BROUGHT = 10_000;
/** Jobs whose stop was asked for are remembered, for a hold that comes after that. */
const REMEMBERED_STOPS = 1000;

const NONE: readonly LiveRule[] = [];

/** Those of a gate, in the order they were made. */
interface RulesOfGate {
  readonly all: LiveRule[];
  /** Without those for one track id alone. */
  readonly untracked: LiveRule[];
  readonly trackIds: Set<string>;
}

/** The rules that there are, found by gate and track id: one that does not fit costs nearly nothing. */
export class Rules {
  readonly #time: MachineTime;
  readonly #all = new Map<string, { readonly rule: LiveRule; readonly ttl: Timer }>();
  /** Those made by a call that still act. */
  #byGate = new Map<GatePoint, RulesOfGate>();
  /** Those brought by requests: by the request, and by jobs that requests were about. */
  readonly #brought = new Map<string, readonly LiveRule[]>();
  readonly #keys = new WeakMap<LiveRule, string[]>();
  readonly #asked = new Set<string>();

  constructor(time: MachineTime) {
    this.#time = time;
  }

  /** Whether there is any, spent or not. */
  get some(): boolean {
    return this.#all.size > 0;
  }

  /** Whether some came with requests. */
  get brought(): boolean {
    return this.#brought.size > 0;
  }

  /** @throws RuleError when there are too many */
  add(specs: readonly RuleSpec[], origin: RuleOrigin = {}): readonly LiveRule[] {
    if (origin.request === undefined) this.#refuseMore(specs.length);
    else this.#forgetOldest(specs.length);
    const added = specs.map((spec) => {
      const rule = new LiveRule(randomUUID(), spec, this.#time, origin);
      const ttl = this.#time.after(spec.ttlMs, () => this.remove(rule));
      this.#all.set(rule.id, { rule, ttl });
      return rule;
    });
    if (origin.request === undefined) this.#index();
    else this.bring(origin.request, added);
    return added;
  }

  /** Has these act on what comes of this request, or on this job, too. */
  bring(key: string, rules: readonly LiveRule[]): void {
    this.#brought.set(key, [...(this.#brought.get(key) ?? NONE), ...rules]);
    for (const rule of rules) this.#keys.set(rule, [...(this.#keys.get(rule) ?? []), key]);
  }

  get(id: string): LiveRule | undefined {
    return this.#all.get(id)?.rule;
  }

  /** In the order they were made. */
  list(): readonly LiveRule[] {
    return [...this.#all.values()].map(({ rule }) => rule);
  }

  /** Those made by a call that still act at this gate and may act on what has this track id; which do, their match says. */
  at(gate: GatePoint, trackId: string | undefined): readonly LiveRule[] {
    const rules = this.#byGate.get(gate);
    if (rules === undefined) return NONE;
    return trackId !== undefined && rules.trackIds.has(trackId) ? rules.all : rules.untracked;
  }

  /** Those that a request brought, by itself. */
  ofRequest(id: string): readonly LiveRule[] {
    return this.#brought.get(id) ?? NONE;
  }

  /** Those that the request which submitted this job brought, or one about it. */
  ofJob({ id, requestId }: Pick<Job, 'id' | 'requestId'>): readonly LiveRule[] {
    const bySubmit = requestId === undefined ? NONE : this.ofRequest(requestId);
    const about = this.ofRequest(id);
    return about.length === 0 ? bySubmit : [...bySubmit, ...about];
  }

  /** Has a rule act once. */
  take(rule: LiveRule, passage?: string): boolean {
    const taken = rule.take(passage);
    if (taken && rule.spent) this.#index();
    return taken;
  }

  remove(rule: LiveRule): void {
    const entry = this.#all.get(rule.id);
    if (entry === undefined) return;
    this.#all.delete(rule.id);
    entry.ttl.cancel();
    rule.end();
    if (rule.origin.request === undefined) this.#index();
    else this.#unbring(rule);
  }

  clear(): void {
    for (const rule of this.list()) this.remove(rule);
    this.#asked.clear();
  }

  /** Somebody asks for the stop of this job: holds that wait for that let it go, also those to come. */
  stopAsked(job: string): void {
    if (this.#asked.size >= REMEMBERED_STOPS) this.#asked.clear();
    this.#asked.add(job);
    for (const rule of this.list())
      rule.release((waiter) => waiter.until === 'stop-asked' && waiter.job === job);
  }

  wasStopAsked(job: string): boolean {
    return this.#asked.has(job);
  }

  /** This job has ended: holds that wait for that let go. */
  jobEnded(job: string): void {
    this.#asked.delete(job);
    for (const rule of this.list())
      rule.release((waiter) => waiter.until === 'job-ended' && waiter.job === job);
  }

  #refuseMore(more: number): void {
    const made = this.list().filter(({ origin }) => origin.request === undefined).length;
    if (made + more > MOST_RULES)
      throw new RuleError(
        'conflict',
        `There are ${made} rules, of at most ${MOST_RULES}: remove those of tests that have ended (DELETE /sluice/v1/lab/rules)`,
      );
  }

  #forgetOldest(more: number): void {
    if (this.#all.size + more <= MOST_BROUGHT) return;
    const old = this.list().find(({ origin, waits }) => origin.request !== undefined && !waits);
    if (old !== undefined) this.remove(old);
  }

  #unbring(rule: LiveRule): void {
    for (const key of this.#keys.get(rule) ?? []) {
      const left = this.ofRequest(key).filter((other) => other !== rule);
      if (left.length === 0) this.#brought.delete(key);
      else this.#brought.set(key, left);
    }
  }

  #index(): void {
    const index = new Map<GatePoint, RulesOfGate>();
    for (const { rule } of this.#all.values()) {
      if (rule.spent || rule.origin.request !== undefined) continue;
      const { at, match } = rule.spec;
      const rules = index.get(at) ?? { all: [], untracked: [], trackIds: new Set() };
      index.set(at, rules);
      rules.all.push(rule);
      if (match.trackId === undefined) rules.untracked.push(rule);
      else rules.trackIds.add(match.trackId);
    }
    this.#byGate = index;
  }
}
