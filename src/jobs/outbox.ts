import type { Timer } from '../ports/clock.ts';
import type { Message } from '../ports/store.ts';
import { type Core, type Deliver, Undeliverable } from './core.ts';
import { OUTBOX_BATCH, OUTBOX_LEASE_MS, OUTBOX_LOOK_AGAIN_MS, OUTBOX_PAUSES_MS } from './timing.ts';

/** Delivers what the outbox holds, at least once, in the order of its due times, while it runs. */
export class OutboxDelivery {
  readonly #core: Core;
  readonly #deliver: Deliver;
  #on = false;
  #working: Promise<void> | undefined;
  #timer: Timer | undefined;
  readonly #closing = new AbortController();

  constructor(core: Core, deliver: Deliver) {
    this.#core = core;
    this.#deliver = deliver;
  }

  start(): void {
    this.#on = true;
    this.wake();
  }

  async stop(): Promise<void> {
    this.#on = false;
    this.#timer?.cancel();
    this.#closing.abort();
    await this.#working;
  }

  /** There may be something due. */
  wake(): void {
    if (!this.#on) return;
    this.#working ??= this.#work()
      .finally(() => {
        this.#working = undefined;
        this.#wakeWhenDue();
      })
      .catch((error: unknown) => this.#core.logger.error({ err: error }, 'the outbox could not be read'));
  }

  async #work(): Promise<void> {
    const { store, clock, nodeId } = this.#core;
    while (this.#on) {
      const machine = clock.machine.now();
      const messages = await store.outbox.take({
        now: clock.business.now(),
        leaseFrom: machine,
        lease: { owner: nodeId, until: machine + OUTBOX_LEASE_MS },
        limit: OUTBOX_BATCH,
      });
      if (messages.length === 0) return;
      await Promise.all(messages.map((message) => this.#one(message)));
    }
  }

  async #one(message: Message): Promise<void> {
    const { store, clock, nodeId, logger } = this.#core;
    try {
      await this.#deliver(message, this.#closing.signal);
      await store.outbox.settle(message.id, nodeId);
    } catch (error) {
      // The next start goes on with it.
      if (this.#closing.signal.aborted)
        return store.outbox.postpone(message.id, nodeId, clock.business.now());
      const pause = error instanceof Undeliverable ? undefined : OUTBOX_PAUSES_MS[message.tries];
      const fields = { job: message.job, kind: message.kind, tries: message.tries + 1, err: error };
      logger.warn(fields, pause === undefined ? 'a message was given up' : 'a message did not arrive yet');
      if (pause === undefined) await store.outbox.settle(message.id, nodeId);
      else await store.outbox.postpone(message.id, nodeId, clock.business.now() + pause);
    }
  }

  #wakeWhenDue(): void {
    const { store, clock } = this.#core;
    this.#timer?.cancel();
    const due = this.#on ? store.outbox.nextDueAt() : undefined;
    if (due === undefined) return;
    // Due already: it became so this moment, or another node has it under a lease that may end without a word.
    const wait = due - clock.business.now();
    this.#timer =
      wait > 0
        ? clock.business.after(wait, () => this.wake())
        : clock.machine.after(OUTBOX_LOOK_AGAIN_MS, () => this.wake());
  }
}
