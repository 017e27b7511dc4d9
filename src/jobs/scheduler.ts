import type { Timer } from '../ports/clock.ts';
import type { QueueHead } from '../ports/store.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { type Obstacle, obstacles } from './obstacles.ts';
import { entry } from './timeline.ts';
import { LEASE_MS } from './timing.ts';
import { movesOf } from './transition.ts';
import { Turns } from './turns.ts';

/** What one look of a scheduler finds. */
export interface SchedulerView {
  /** `no-more` once the server closes. */
  readonly takes: 'not-yet' | 'yes' | 'no-more';
  readonly slots: number;
  /** Slots in use, those of `unconfirmed` stops included. */
  readonly taken: number;
  readonly unconfirmed: number;
  readonly heads: readonly (QueueHead & { readonly obstacle: Obstacle | undefined })[];
  /** The heads that may start, in the order in which they would. */
  readonly turns: readonly QueueHead[];
  /** Is being claimed at this moment. */
  readonly claiming: string | undefined;
  /** The last look ended because the store could not be read or written. */
  readonly storeFailed: boolean;
}

/** Fills the slots of this node from the queues, fairly (DESIGN §2 rule 10). */
export class Scheduler {
  readonly #core: Core;
  readonly #begin: (job: Job) => { readonly done: Promise<void> };
  /** Slots in use beyond the attempts of this node. */
  readonly #alsoTaken: () => number;
  readonly #slots: number;
  readonly #turns = new Turns();
  #takes: SchedulerView['takes'] = 'not-yet';
  #claiming: string | undefined;
  #storeFailed = false;
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
    this.#takes = 'yes';
    this.wake();
  }

  /** Takes nothing more; resolves when no claim is on its way. */
  async stop(): Promise<void> {
    this.#takes = 'no-more';
    this.#retryTimer?.cancel();
    await this.#filling;
  }

  /** Something may have become runnable, or a slot free. Cheap to call too often. */
  wake(): void {
    if (this.#takes !== 'yes' || this.#slots === 0) return;
    this.#again = true;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
      if (this.#again) this.wake();
    });
  }

  async #fill(): Promise<void> {
    try {
      while (this.#again && this.#takes === 'yes') {
        this.#again = false;
        await this.#fillSlots();
      }
      this.#storeFailed = false;
      this.#wakeForRetry();
    } catch (error) {
      // The store failed; the next submit, end of an attempt or look for unattended jobs wakes us again.
      this.#again = false;
      this.#storeFailed = true;
      this.#core.logger.error({ err: error }, 'jobs could not be claimed');
    }
  }

  async #fillSlots(): Promise<void> {
    const passedOver = new Set<string>();
    while (this.#takes === 'yes' && this.#core.attempts.size + this.#alsoTaken() < this.#slots) {
      const now = this.#core.clock.business.now();
      const [head] = this.#inTurn(this.#heads(now)).filter((next) => !passedOver.has(next.id));
      if (head === undefined) return;
      this.#claiming = head.id;
      const job = await this.#claim(head, now).finally(() => {
        this.#claiming = undefined;
      });
      // Another node has it, or its lane is full: not again in this round.
      if (job === undefined) passedOver.add(head.id);
      else void this.#begin(job).done.then(() => this.wake());
    }
  }

  /** The heads of all lanes, each with what is in its way. */
  #heads(now: number): SchedulerView['heads'] {
    const { store, attempts } = this.#core;
    const heads = store.queueHeads(now);
    const obstacleOf = obstacles(
      heads,
      attempts.all().map(({ job }) => job),
    );
    return heads.map((head) => ({ ...head, obstacle: obstacleOf(head) }));
  }

  /** Those that may start, in the order of their turns. */
  #inTurn(heads: SchedulerView['heads']): SchedulerView['heads'] {
    return this.#turns.order(heads.filter(({ obstacle }) => obstacle === undefined));
  }

  /** What this scheduler would find if it looked now. */
  view(): SchedulerView {
    const heads = this.#heads(this.#core.clock.business.now());
    const unconfirmed = this.#alsoTaken();
    return {
      takes: this.#takes,
      slots: this.#slots,
      taken: this.#core.attempts.size + unconfirmed,
      unconfirmed,
      heads,
      turns: this.#inTurn(heads),
      claiming: this.#claiming,
      storeFailed: this.#storeFailed,
    };
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
        firstOfSession: true,
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
