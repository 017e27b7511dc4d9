import type { QueueHead } from '../ports/store.ts';
import type { Job } from './job.ts';
import { ALONE_AFTER_DISPLACED } from './timing.ts';

/**
 * Why the head of a lane may not start now, whatever slots are free. `lane-full`: as many of its lane run as may;
 * `others-run`: it must run alone, and its tenant's engine is not idle; `another-alone`: another job of its tenant
 * must run alone, or does.
 */
export type Obstacle = 'lane-full' | 'others-run' | 'another-alone';

type Displaced = Pick<Job, 'tenant' | 'displaced'>;

/**
 * What is in the way of each of these heads: their lane has room, and nothing may start beside a job that must run
 * alone. A tenant whose next job must run alone starts nothing else, so that its engine becomes idle.
 * @param running jobs whose attempts are under way on this node
 */
export function obstacles(
  heads: readonly QueueHead[],
  running: readonly Displaced[],
): (head: QueueHead) => Obstacle | undefined {
  const lonely = new Set([...heads, ...running].filter(mustRunAlone).map((job) => job.tenant));
  const busy = new Set(running.map((job) => job.tenant));
  return (head) => {
    if (head.maxRunning !== undefined && head.busy >= head.maxRunning) return 'lane-full';
    if (!lonely.has(head.tenant)) return undefined;
    if (!mustRunAlone(head)) return 'another-alone';
    return busy.has(head.tenant) ? 'others-run' : undefined;
  };
}

/** A job that lost its engine for another's sake this often runs with nothing beside it (DESIGN §3). */
export function mustRunAlone(job: Pick<Job, 'displaced'>): boolean {
  return job.displaced >= ALONE_AFTER_DISPLACED;
}
