import type { Clock } from '../ports/clock.ts';
import type { Progress } from '../ports/engine.ts';
import type { StateChange } from '../ports/store.ts';
import type { JobEvent, Receipt } from './job.ts';
import { timestamp } from './timeline.ts';
import { PROGRESS_EVERY_MS } from './timing.ts';

type Listener = (event: JobEvent) => void;

/** Tells watchers in this process of what is durable, and of progress at a bounded rate. */
export class JobEvents {
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #ofAll = new Set<Listener>();
  readonly #ofJob = new Map<string, Set<Listener>>();
  readonly #progressAt = new Map<string, number>();

  constructor(clock: Clock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onError = onError;
  }

  watch(job: string | undefined, listener: Listener): () => void {
    if (job === undefined) {
      // Wrapped, so that one function may watch twice.
      const own: Listener = (event) => listener(event);
      this.#ofAll.add(own);
      return () => this.#ofAll.delete(own);
    }
    const own: Listener = (event) => listener(event);
    const listeners = this.#ofJob.get(job) ?? new Set<Listener>();
    this.#ofJob.set(job, listeners.add(own));
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#ofJob.get(job) === listeners) this.#ofJob.delete(job);
    };
  }

  state({ job, state, from }: StateChange): void {
    if (state !== 'running') this.#progressAt.delete(job);
    if (!this.#watched(job)) return;
    this.#tell({
      type: 'state',
      job,
      state,
      ...(from !== undefined && { from }),
      at: timestamp(this.#clock.business),
    });
  }

  progress(job: string, progress: Progress): void {
    if (!this.#watched(job)) return;
    const now = this.#clock.machine.monotonic();
    const last = this.#progressAt.get(job);
    if (last !== undefined && now - last < PROGRESS_EVERY_MS) return;
    this.#progressAt.set(job, now);
    this.#tell({ type: 'progress', job, progress });
  }

  receipt(job: string, receipt: Receipt): void {
    this.#tell({ type: 'receipt', job, receipt });
  }

  #watched(job: string): boolean {
    return this.#ofAll.size > 0 || this.#ofJob.has(job);
  }

  #tell(event: JobEvent): void {
    for (const listener of [...this.#ofAll, ...(this.#ofJob.get(event.job) ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        // A watcher's fault is not the job's.
        this.#onError(error);
      }
    }
  }
}
