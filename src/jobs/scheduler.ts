import type { Timer } from '../ports/clock.ts';
import type { QueueHead } from '../ports/store.ts';
import type { LocalAttempts } from './attempt.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { entry } from './timeline.ts';
import { ALONE_AFTER_DISPLACED, LEASE_MS } from './timing.ts';
import { movesOf } from './transition.ts';
import { Turns } from './turns.ts';

/** Fills the slots of this node from the queues, fairly (DESIGN §2 rule 10). */
export class Scheduler {
  readonly #core: Core;
  readonly #begin: (job: Job) => { readonly done: Promise<void> };
  /** Slots in use beyond the attempts of this node. */
  readonly #alsoTaken: () => number;
  readonly #slots: number;
  readonly #turns = new Turns();
  #on = false;
  #filling: Promise<void> | undefined;
  #again = false;
  #retryTimer: Timer | undefined;

  constructor(
    core: Core,
    slots: number,
    begin: (job: Job) => { readonly done: Promise<void> },
    alsoTaken: () => number,
  ) {
    this.#core = core;
    this.#slots = slots;
    this.#begin = begin;
    this.#alsoTaken = alsoTaken;
  }

  start(): void {
    this.#on = true;
    this.wake();
  }

  /** Takes nothing more; resolves when no claim is on its way. */
  async stop(): Promise<void> {
    this.#on = false;
    this.#retryTimer?.cancel();
    await this.#filling;
  }

  /** Something may have become runnable, or a slot free. Cheap to call too often. */
  wake(): void {
    if (!this.#on || this.#slots === 0) return;
    this.#again = true;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
      if (this.#again) this.wake();
    });
  }

  async #fill(): Promise<void> {
    try {
      while (this.#again && this.#on) {
        this.#again = false;
        await this.#fillSlots();
      }
      this.#wakeForRetry();
    } catch (error) {
      // The store failed; the next submit, end of an attempt or look for unattended jobs wakes us again.
      this.#again = false;
      this.#core.logger.error({ err: error }, 'jobs could not be claimed');
    }
  }

  async #fillSlots(): Promise<void> {
    const passedOver = new Set<string>();
    while (this.#on && this.#core.attempts.size + this.#alsoTaken() < this.#slots) {
      const now = this.#core.clock.business.now();
      const head = this.#turns.next(
        runnable(this.#core.store.queueHeads(now), this.#core.attempts).filter(
          (next) => !passedOver.has(next.id),
        ),
      );
      if (head === undefined) return;
      const job = await this.#claim(head, now);
      // Another node has it, or its lane is full: not again in this round.
      if (job === undefined) passedOver.add(head.id);
      else void this.#begin(job).done.then(() => this.wake());
    }
  }

  async #claim(head: QueueHead, now: number): Promise<Job | undefined> {
    const { store, clock, nodeId } = this.#core;
    const result = await store.change({
      job: head.id,
      at: now,
      moves: movesOf('claim', () => ({ timeline: [entry(clock, 'claimed', `by ${nodeId}`)] })),
      guard: {
        unclaimed: true,
        runnableBy: now,
        ...(head.maxRunning === undefined ? {} : { laneBelow: head.maxRunning }),
      },
      lease: { owner: nodeId, until: clock.machine.now() + LEASE_MS },
    });
    if (!result.changed) return undefined;
    this.#turns.taken(head);
    const job = store.get(head.id);
    // A stop may have come between the claim and here: then there is nothing to run.
    return job?.epoch === result.to.epoch && job.state === 'queued' ? job : undefined;
  }

  #wakeForRetry(): void {
    const { store, clock } = this.#core;
    this.#retryTimer?.cancel();
    const now = clock.business.now();
    const at = store.nextRunnableAt(now);
    this.#retryTimer = at === undefined ? undefined : clock.business.after(at - now, () => this.wake());
  }
}

/**
 * The heads that may start now: their lane has room, and nothing beside a job that must run alone. A tenant whose next
 * job must run alone starts nothing else, so that its engine becomes idle.
 */
export function runnable(heads: readonly QueueHead[], attempts: LocalAttempts): readonly QueueHead[] {
  const lonely = new Set(
    [...heads, ...attempts.all().map((attempt) => attempt.job)]
      .filter((job) => job.displaced >= ALONE_AFTER_DISPLACED)
      .map((job) => job.tenant),
  );
  return heads.filter((head) => {
    if (head.maxRunning !== undefined && head.busy >= head.maxRunning) return false;
    if (!lonely.has(head.tenant)) return true;
    return head.displaced >= ALONE_AFTER_DISPLACED && attempts.ofTenant(head.tenant).length === 0;
  });
}
