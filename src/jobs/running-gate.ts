import type { GateContext, Gates } from '../ports/gates.ts';

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

  /** Of a load, before its n-th chunk: resolves when nothing holds any more. @throws what the gate failed with */
  async chunk(unit: number, fraction: number): Promise<void> {
    await Promise.all(this.#pending);
    this.#context = { ...this.#context, unit };
    this.at(fraction);
    await Promise.all(this.#pending);
    if (this.error !== undefined) throw this.error;
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
