import type { EngineFaults } from '../ports/engine-faults.ts';
import {
  type GateContext,
  GateFailure,
  type GatePoint,
  type Gates,
  type RefusedRow,
} from '../ports/gates.ts';
import type { Job, JobError } from '../ports/job.ts';
import type { KnownFaults } from './known-faults.ts';
import type { LiveRule } from './live-rule.ts';
import type { Fault } from './rule.ts';
import type { Rules } from './rules.ts';

export interface LabGatesParts {
  readonly rules: Rules;
  readonly engine: EngineFaults;
  /** Moves business time on, ms. */
  readonly advance: (ms: number) => unknown;
  readonly job: (id: string) => Job | undefined;
  /** The family that a job was submitted to: two share jobs of one name. */
  readonly familyOf: (job: Job) => string;
  readonly faults: () => readonly KnownFaults[];
}

const OPEN = Promise.resolve();
const NO_ROWS: readonly RefusedRow[] = [];
/** A limit that has passed stops its job within milliseconds; machine time, in case it does not. */
const LIMIT_TAKES_HOLD_WITHIN_MS = 10_000;
/** What a job fails of that a rule says nothing more about. */
const OUR_TEXT = 'The lab made this job fail';

/** The gates of jobs as the rules have them (operating.md §5). */
export class LabGates implements Gates {
  readonly #parts: LabGatesParts;

  constructor(parts: LabGatesParts) {
    this.#parts = parts;
  }

  pass(point: GatePoint, context: GateContext, signal?: AbortSignal): Promise<void> {
    const { rules } = this.#parts;
    if (rules.at(point, context.trackId).length === 0 && !rules.brought) return OPEN;
    const job = context.job === undefined ? undefined : this.#parts.job(context.job);
    const acting = this.#rulesFor(point, context, job).filter(
      (rule) =>
        this.#matches(rule, point, context, job) &&
        !isOfRow(rule, context) &&
        rules.take(rule, point === 'running' ? passageOf(context) : undefined),
    );
    return acting.length === 0 ? OPEN : this.#act(acting, context, job, signal);
  }

  /**
   * Rows of a load that are refused, whatever they hold. Each attempt of a job is told of the same ones: what a rule
   * has done once for a job, it does again for it.
   */
  refusedRows(context: GateContext): readonly RefusedRow[] {
    const { rules } = this.#parts;
    if (!rules.some) return NO_ROWS;
    const job = context.job === undefined ? undefined : this.#parts.job(context.job);
    const brought = job === undefined ? [] : rules.ofJob(job);
    // Spent ones too: they go on for the jobs that they have acted on.
    const made = rules
      .list()
      .filter(({ spec, origin }) => spec.at === 'running' && origin.request === undefined);
    return [...made, ...brought].flatMap((rule) => {
      const { action, match } = rule.spec;
      if (!isOfRow(rule, context) || action.kind !== 'fail' || match.unit === undefined) return [];
      const { unit: row, ...rest } = match;
      if (!this.#matches(rule, 'running', context, job, rest)) return [];
      rules.take(rule, context.job);
      return rule.hasTaken(context.job ?? '')
        ? [{ row, message: action.fault.message ?? 'The lab refused this row' }]
        : [];
    });
  }

  #rulesFor(point: GatePoint, { trackId }: GateContext, job: Job | undefined): readonly LiveRule[] {
    const { rules } = this.#parts;
    const made = rules.at(point, trackId);
    if (job === undefined || !rules.brought) return made;
    return [...made, ...rules.ofJob(job).filter(({ spec }) => spec.at === point)];
  }

  #matches(
    { spec }: LiveRule,
    point: GatePoint,
    context: GateContext,
    job: Job | undefined,
    match = spec.match,
  ): boolean {
    const { families } = spec;
    if (match.tenant !== undefined && match.tenant !== context.tenant) return false;
    if (match.trackId !== undefined && match.trackId !== context.trackId) return false;
    if (match.job !== undefined && match.job !== context.job) return false;
    if (match.unit !== undefined && match.unit !== context.unit) return false;
    if (match.fraction !== undefined && !(point === 'running' && (context.fraction ?? 0) >= match.fraction))
      return false;
    if (families !== undefined) {
      const family = job === undefined ? context.family : this.#parts.familyOf(job);
      if (family === undefined || !families.includes(family)) return false;
    }
    return match.queryContains === undefined || hasQuery(job, match.queryContains, match.unit);
  }

  async #act(
    acting: readonly LiveRule[],
    context: GateContext,
    job: Job | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    // At once: what is held twice goes on when both have let go.
    await Promise.all(acting.map((rule) => this.#hold(rule, context, job, signal)));
    for (const rule of acting) {
      if (signal?.aborted === true) return;
      await this.#do(rule, context, job, signal);
    }
  }

  async #hold(
    rule: LiveRule,
    { job: id }: GateContext,
    job: Job | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { action } = rule.spec;
    const waiter = { job: id, request: job?.requestId };
    if (action.kind === 'delay') await rule.wait(waiter, { signal, ms: action.ms });
    if (action.kind !== 'hold') return;
    if (action.until === 'stop-asked' && id !== undefined && this.#parts.rules.wasStopAsked(id)) return;
    await rule.wait({ ...waiter, until: action.until }, { signal });
  }

  async #do(
    rule: LiveRule,
    { tenant = '', job: id }: GateContext,
    job: Job | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { engine, advance } = this.#parts;
    const { action } = rule.spec;
    switch (action.kind) {
      case 'killEngine':
        return engine.killEngine(tenant);
      case 'freezeEngine': {
        // Whoever lets it go has the engine go on; a stop has to kill it.
        const over = new AbortController();
        await engine.freezeEngine(tenant, over.signal);
        await rule.wait({ job: id, request: job?.requestId }, { signal });
        if (signal?.aborted !== true) over.abort();
        return;
      }
      case 'advance':
        // By then the work that passes here has its time limits set: they end with the time that goes by.
        await OPEN;
        await advance(action.ms);
        if (!overLimit(job, action.ms)) return;
        // The limit ends the attempt: its work must not come through before that.
        return rule.wait({ job: id }, { signal, ms: LIMIT_TAKES_HOLD_WITHIN_MS });
      case 'fail':
        throw failureOf(action.fault, this.#endings(job));
      default:
    }
  }

  #endings(job: Job | undefined): KnownFaults['endings'] | undefined {
    const family = job && this.#parts.familyOf(job);
    return this.#parts.faults().find((known) => known.family === family)?.endings;
  }
}

/** In bulk data a unit that fails is a row: refused while it is loaded, the job goes on. */
function isOfRow({ spec: { action, match } }: LiveRule, { family }: GateContext): boolean {
  return action.kind === 'fail' && match.unit !== undefined && family === 'bulk-data';
}

/** `running` is passed at each share of the work: a rule acts once on each unit of an attempt. */
function passageOf({ job, unit, epoch }: GateContext): string {
  return `${job} ${unit} ${epoch}`;
}

function hasQuery(job: Job | undefined, text: string, unit: number | undefined): boolean {
  if (job === undefined) return false;
  const units = unit === undefined ? job.units : job.units.filter((one) => one.unit === unit);
  return units.some(({ query }) => query?.text.includes(text) === true);
}

function failureOf(
  { code, message = OUR_TEXT, retryable }: Fault,
  endings: KnownFaults['endings'] | undefined,
): Error {
  const byCode: JobError['kind'] | undefined = code === undefined ? undefined : endings?.get(code);
  const kind = byCode ?? (retryable === true ? 'temporary' : 'user');
  return new GateFailure(kind, message, retryable);
}

/** Whether so much time is more than the job may take. */
function overLimit(job: Job | undefined, ms: number): boolean {
  const { attemptMs, unitMs } = job?.limits ?? {};
  return [attemptMs, unitMs].some((limit) => limit !== undefined && ms >= limit);
}
