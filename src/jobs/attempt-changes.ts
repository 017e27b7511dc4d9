import type { JobChange, UnitChange } from '../ports/store.ts';
import { announcement } from './announcement.ts';
import type { AfterError } from './attempt-error.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import type { LifecycleEvent } from './lifecycle.ts';
import { entry } from './timeline.ts';
import { movesOf } from './transition.ts';

/** The attempt ended without a word of its own: it was stopped, or it lost a compare-and-set. */
export class Over extends Error {
  override readonly name = 'Over';
}

/** What one attempt writes about its job: everything is fenced by its epoch and its ownership. */
export class AttemptChanges {
  readonly #core: Core;
  readonly #job: Job;

  constructor(core: Core, job: Job) {
    this.#core = core;
    this.#job = job;
  }

  /** @throws Over when the job is no longer this attempt's to change. */
  async write(
    event: LifecycleEvent,
    { detail, ...set }: Partial<JobChange> & { readonly detail?: string | undefined } = {},
  ): Promise<void> {
    const { clock, store, nodeId } = this.#core;
    const at = clock.business.now();
    const result = await store.change({
      job: this.#job.id,
      at,
      moves: movesOf(event, () => ({ timeline: [entry(clock, TIMELINE[event] ?? event, detail)] })),
      guard: { epoch: this.#job.epoch, owner: nodeId },
      ...(event === 'complete' && announcement(this.#job, 'completed', at)),
      ...(event === 'fail' && announcement(this.#job, 'failed', at)),
      ...set,
    });
    if (!result.changed) throw new Over();
  }

  /**
   * The end of an attempt that did not complete, with what it leaves of units that go on. Where somebody else decided
   * first, what they decided stands.
   */
  async writeEnd(after: AfterError, units?: readonly UnitChange[]): Promise<void> {
    try {
      await this.write(after.event, { ...(units !== undefined && { units }), ...this.#end(after) });
    } catch (error) {
      if (!(error instanceof Over)) throw error;
    }
  }

  #end(after: AfterError): Partial<JobChange> & { readonly detail?: string } {
    const now = this.#core.clock.business.now();
    switch (after.event) {
      case 'fail':
        return {
          detail: after.error.message,
          error: after.error,
          units: [
            {
              unit: after.error.unit,
              state: 'failed',
              ...(after.loaded !== undefined && { loaded: after.loaded }),
            },
          ],
        };
      case 'retry':
        return {
          detail: after.error.message,
          runnableAt: now + after.pauseMs,
        };
      case 'lose':
        return after.pauseMs === undefined ? {} : { runnableAt: now + after.pauseMs };
      default:
        return {};
    }
  }
}

/** What the timeline says of an attempt that failed and is tried again; its detail is the error. */
export const RETRY_ENTRY = 'waits for a retry';

/** What the timeline calls the events of a runner. */
const TIMELINE: Partial<Record<LifecycleEvent, string>> = {
  start: 'started',
  'begin-unit': 'unit started',
  'finish-unit': 'unit finished',
  complete: 'completed',
  fail: 'failed',
  retry: RETRY_ENTRY,
  displace: 'displaced',
  lose: 'queued again',
};
