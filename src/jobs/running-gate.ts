import type { GateContext, GatePoint, Gates } from '../ports/gates.ts';

/**
 * The gate `running` of one unit: passed when the engine begins, and at each share of the work done (operating.md §5).
 * The engine is not paused by a hold; what it has done is just not taken further until the hold ends. A load waits before its
 * next chunk.
 */
export class RunningGate {
  readonly #gates: Gates;
  #context: GateContext;
  readonly #over = new AbortController();
  /** Passages not yet through; each resolves or fails the gate. */
  readonly #pending = new Set<Promise<void>>();
  /** Resolves when the gate makes the attempt fail, with `error`. */
  readonly failed: Promise<void>;
  error: unknown;
  #fail: () => void = () => undefined;

  constructor(gates: Gates, context: GateContext, signal: AbortSignal) {
    this.#gates = gates;
    this.#context = context;
    if (signal.aborted) this.#over.abort();
    else
      signal.addEventListener('abort', () => this.#over.abort(), { once: true, signal: this.#over.signal });
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
    this.at(0);
  }

  /** The engine says how far it is; one passage at a time. */
  at(fraction: number | undefined): void {
    if (fraction === undefined || this.#pending.size > 0) return;
    const passage = this.#gates
      .pass('running', { ...this.#context, fraction }, this.#over.signal)
      .catch((error: unknown) => {
        this.error ??= error;
        this.#fail();
      })
      .finally(() => this.#pending.delete(passage));
    this.#pending.add(passage);
  }

  /**
   * Of a load, before its n-th chunk: the gates that lie between it and the one that is `written`; none is before the attempt's
   * first, which begins with the job. Resolves when nothing holds any more. @throws what a gate failed with
   */
  async chunk(unit: number, fraction: number, written?: number): Promise<void> {
    await Promise.all(this.#pending);
    if (written !== undefined) {
      await this.#passed('before-publish', written);
      await this.#passed('after-publish', written);
      await this.#passed('before-start', unit);
    }
    this.#context = { ...this.#context, unit };
    this.at(fraction);
    await Promise.all(this.#pending);
    if (this.error !== undefined) throw this.error;
  }

  async #passed(point: GatePoint, unit: number): Promise<void> {
    try {
      await this.#gates.pass(point, { ...this.#context, unit }, this.#over.signal);
    } catch (error) {
      this.error ??= error;
      this.#fail();
      throw error;
    }
  }

  /** The work is over, however it ended: nothing of it is held any more. */
  end(): void {
    this.#over.abort();
  }

  /** Resolves when nothing holds any more, at the end of the work too. @throws what the gate failed with */
  async passed(): Promise<void> {
    await Promise.all(this.#pending);
    this.at(1);
    await Promise.all(this.#pending);
    if (this.error !== undefined) throw this.error;
  }
}
