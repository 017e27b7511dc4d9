import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock, Timer } from '../ports/clock.ts';
import { CATEGORY, Refusal } from './errors/refusal.ts';

/** A state is replaced within a second or so; who has waited this long is told to come again. Machine time. */
const HELD_AT_MOST_MS = 15_000;

/** These change nothing. */
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Before the handlers of all routes: while the server's state is replaced whoever comes waits here, and nobody who may
 * write is inside. Only where there is a lab.
 */
export class StateDoor {
  readonly #time: Clock['machine'];
  /** Requests that may write, from the call of their handler until their answer is made. */
  readonly #inside = new Set<FastifyRequest>();
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Set<() => void>();
  #closed = false;
  #emptied: () => void = () => undefined;

  constructor(time: Clock['machine']) {
    this.#time = time;
  }

  /** To be called after what keeps replies: a reply that is kept is a write too. */
  watch(app: FastifyInstance): void {
    app.addHook('preHandler', (request, _reply, next) => {
      if (!this.#closed || request.routeOptions.config.replacesState === true) {
        this.#enter(request);
        return next();
      }
      void this.#opened().then((open) => {
        if (open) this.#enter(request);
        next(open ? undefined : beingReplaced());
      });
    });
    app.addHook('onSend', (request, _reply, payload, done) => {
      if (this.#inside.delete(request) && this.#inside.size === 0) this.#emptied();
      done(null, payload);
    });
  }

  /** Tells whoever answers late, or without an end, that the state is about to be replaced. Answers how to end that. */
  onClose(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets nobody in any more; resolves when nobody is inside. What arrives slowly is cut off. */
  async close(): Promise<void> {
    this.#closed = true;
    const empty = new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
    for (const { raw } of this.#inside) if (!raw.complete) raw.destroy();
    for (const listener of this.#listeners) listener();
    if (this.#inside.size > 0) await empty;
  }

  open(): void {
    this.#closed = false;
    for (const goOn of this.#waiting) goOn();
  }

  #enter(request: FastifyRequest): void {
    if (READS.has(request.method) || request.routeOptions.config.replacesState === true) return;
    this.#inside.add(request);
  }

  /** Answers whether the door opened in time, and is open. */
  async #opened(): Promise<boolean> {
    let timer: Timer | undefined;
    while (this.#closed) {
      let goOn: () => void = () => undefined;
      const opened = new Promise<boolean>((resolve) => {
        goOn = () => resolve(true);
        timer ??= this.#time.after(HELD_AT_MOST_MS, () => resolve(false));
      });
      this.#waiting.add(goOn);
      const inTime = await opened;
      this.#waiting.delete(goOn);
      if (!inTime) return false;
    }
    timer?.cancel();
    return true;
  }
}

function beingReplaced(): Refusal {
  return new Refusal(503, CATEGORY.temporary, 'The state of the server is being replaced; send it again', {
    headers: { 'retry-after': '1' },
  });
}
