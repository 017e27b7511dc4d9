import type { Clock } from '../ports/clock.ts';
import type { EngineStop } from '../ports/engine.ts';
import type { JobState, Receipt, ReceiptStep } from './job.ts';
import { timestamp } from './timeline.ts';

/** Writes a receipt rung by rung; machine time throughout. */
export class ReceiptWriter {
  readonly #clock: Clock;
  readonly #start: number;
  #receipt: Receipt;

  private constructor(clock: Clock, start: number, receipt: Receipt) {
    this.#clock = clock;
    this.#start = start;
    this.#receipt = receipt;
  }

  static begin(
    clock: Clock,
    jobId: string,
    { requestedBy, via }: { readonly requestedBy: string; readonly via: string },
  ): ReceiptWriter {
    return new ReceiptWriter(clock, clock.machine.monotonic(), {
      jobId,
      requestedAt: timestamp(clock.machine),
      requestedBy,
      via,
      wasState: 'queued',
      steps: [],
      endedBy: 'recorded',
      totalMs: 0,
      filesKept: [],
      filesRemoved: [],
    });
  }

  /** Goes on with what an earlier process, or an unconfirmed stop, began. */
  static resume(clock: Clock, receipt: Receipt): ReceiptWriter {
    // Only the wall clock outlives a process.
    const elapsed = Math.max(0, clock.machine.now() - Date.parse(receipt.requestedAt));
    return new ReceiptWriter(clock, clock.machine.monotonic() - elapsed, receipt);
  }

  get elapsedMs(): number {
    return rounded(this.#clock.machine.monotonic() - this.#start);
  }

  step(step: ReceiptStep['step'], detail?: string): this {
    const at = timestamp(this.#clock.machine);
    this.#add([{ step, at, ms: this.elapsedMs, ...(detail === undefined ? {} : { detail }) }]);
    if (step === 'dequeued') this.#receipt = { ...this.#receipt, endedBy: step };
    return this;
  }

  /** The engine's own account; its times count from `calledAtMs` of this receipt. */
  engine(stop: EngineStop, calledAtMs: number): void {
    const calledAt = this.#clock.machine.now() - (this.elapsedMs - calledAtMs);
    this.#add(
      stop.steps.map((step) => ({
        ...step,
        at: new Date(calledAt + step.ms).toISOString(),
        ms: rounded(calledAtMs + step.ms),
      })),
    );
    if (stop.steps.length === 0 && stop.outcome === 'settled') {
      this.step('engine-confirmed', 'nothing of it was running there');
    }
    this.#receipt = { ...this.#receipt, endedBy: rungOf(stop) };
  }

  kept(filesKept: readonly string[]): this {
    this.#receipt = { ...this.#receipt, filesKept };
    return this;
  }

  wrote(rowsWritten: number): this {
    this.#receipt = { ...this.#receipt, rowsWritten };
    return this;
  }

  /** The engine has stopped, but what it had written could not be found out. */
  uncounted(detail: string): this {
    this.step('unconfirmed', detail);
    this.#receipt = { ...this.#receipt, endedBy: 'unconfirmed' };
    return this;
  }

  swept(filesRemoved: readonly string[]): void {
    this.#receipt = { ...this.#receipt, filesRemoved };
    this.step('swept', filesRemoved.length === 0 ? 'nothing was left' : `${filesRemoved.length} removed`);
  }

  /** The receipt so far, of a job that was in this state when its stop was recorded. */
  receipt(wasState: JobState = this.#receipt.wasState): Receipt {
    this.#receipt = { ...this.#receipt, wasState, totalMs: this.elapsedMs };
    return this.#receipt;
  }

  #add(steps: readonly ReceiptStep[]): void {
    this.#receipt = { ...this.#receipt, steps: [...this.#receipt.steps, ...steps] };
  }
}

function rungOf(stop: EngineStop): ReceiptStep['step'] {
  if (stop.outcome !== 'settled') return stop.outcome;
  return stop.steps.some((step) => step.step === 'interrupted') ? 'interrupted' : 'engine-confirmed';
}

/** Tenths of a millisecond say enough. */
function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
