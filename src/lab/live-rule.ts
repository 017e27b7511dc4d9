import { durationText } from '../config/quantities.ts';
import type { MachineTime, Timer } from '../ports/clock.ts';
import type { Action, HoldEnd, RuleDo, RuleSpec, RuleView, WaiterView } from './rule.ts';

/** What waits at a rule. */
interface Waiter {
  readonly job?: string | undefined;
  readonly request?: string | undefined;
  /** What else lets it go. */
  readonly until?: HoldEnd | undefined;
}

/** Where a rule came from, beside a call that made it. */
export interface RuleOrigin {
  /** The request that brought it in its header: it acts on that one, and on what comes of it. */
  readonly request?: string;
  readonly scenario?: string;
}

/** Passages that a rule remembers, so that it acts once on each. */
const REMEMBERED_PASSAGES = 1000;

/** A rule that was taken: how often it acts, and what waits at it. */
export class LiveRule {
  readonly id: string;
  readonly spec: RuleSpec;
  readonly origin: RuleOrigin;
  readonly #time: MachineTime;
  readonly #waiting = new Map<Waiter, { readonly since: number; readonly go: () => void }>();
  readonly #passages = new Set<string>();
  readonly #onWaiting = new Set<() => void>();
  #matched = 0;
  #ended = false;

  constructor(id: string, spec: RuleSpec, time: MachineTime, origin: RuleOrigin = {}) {
    this.id = id;
    this.spec = spec;
    this.origin = origin;
    this.#time = time;
  }

  /** Whether it will not act any more. */
  get spent(): boolean {
    return this.#ended || this.#matched >= this.spec.times;
  }

  get waits(): boolean {
    return this.#waiting.size > 0;
  }

  /** Has it act once, if it still does. @param passage by which it acts once however often it is asked */
  take(passage?: string): boolean {
    if (this.spent) return false;
    if (passage !== undefined) {
      if (this.#passages.has(passage)) return false;
      if (this.#passages.size >= REMEMBERED_PASSAGES) this.#passages.clear();
      this.#passages.add(passage);
    }
    this.#matched += 1;
    return true;
  }

  /** Whether it has acted on this passage. */
  hasTaken(passage: string): boolean {
    return this.#passages.has(passage);
  }

  /** Resolves when it is let go, when the rule ends, when `signal` aborts, or after `ms` of machine time. */
  wait(waiter: Waiter, { signal, ms }: { signal?: AbortSignal | undefined; ms?: number }): Promise<void> {
    if (this.#ended || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      const go = (): void => {
        this.#waiting.delete(waiter);
        timer?.cancel();
        signal?.removeEventListener('abort', go);
        resolve();
      };
      this.#waiting.set(waiter, { since: this.#time.now(), go });
      if (ms !== undefined) timer = this.#time.after(ms, go);
      signal?.addEventListener('abort', go, { once: true });
      for (const tell of this.#onWaiting) tell();
    });
  }

  /** Lets go what waits, all of it or what `which` picks; answers how many. */
  release(which: (waiter: Waiter) => boolean = () => true): number {
    const gone = [...this.#waiting].filter(([waiter]) => which(waiter));
    for (const [, { go }] of gone) go();
    return gone.length;
  }

  /** It acts no more, and what waits goes on. Whoever waits for a waiter gets to know. */
  end(): void {
    this.#ended = true;
    this.release();
    for (const tell of this.#onWaiting) tell();
  }

  /** Resolves when something waits, when it has ended, or after `ms` of machine time. */
  something(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.waits || this.#ended || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        timer.cancel();
        this.#onWaiting.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = this.#time.after(ms, done);
      this.#onWaiting.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  view(): RuleView {
    const { match, at, action, times, ttlMs, families } = this.spec;
    const { request, scenario } = this.origin;
    return {
      id: this.id,
      match,
      at,
      do: doOf(action),
      times: Number.isFinite(times) ? times : 'always',
      ttl: durationText(ttlMs),
      matched: this.#matched,
      waiting: [...this.#waiting].map(([waiter, { since }]) => viewOf(waiter, since)),
      ...(request !== undefined && { request }),
      ...(scenario !== undefined && { scenario }),
      ...(families !== undefined && match.family === undefined && { families }),
    };
  }
}

function viewOf({ job, request }: Waiter, since: number): WaiterView {
  return {
    ...(job !== undefined && { jobId: job }),
    ...(request !== undefined && { requestId: request }),
    since: new Date(since).toISOString(),
  };
}

/** An action as it is written. */
function doOf(action: Action): RuleDo {
  switch (action.kind) {
    case 'hold':
      return { hold: true, ...(action.until !== undefined && { until: action.until }) };
    case 'delay':
    case 'advance':
      return { [action.kind]: durationText(action.ms) };
    case 'fail':
      return { fail: action.fault };
    case 'truncate':
      return { truncate: 'bytes' in action ? action.bytes : `${Math.round(action.share * 100)}%` };
    case 'expire':
      return { expire: action.what };
    default:
      return { [action.kind]: true };
  }
}
