import type { Move } from '../ports/store.ts';
import type { JobState, Receipt, StopCause, TimelineEntry } from './job.ts';
import { LIFECYCLE, type LifecycleEvent, type LifecycleState, STATES } from './lifecycle.ts';

/** What a move tells besides the state, made for each state that it may start from. */
export interface MoveRecord {
  readonly timeline: readonly TimelineEntry[];
  readonly receipt?: Receipt;
}

/**
 * The compare-and-set of an event: one move for every state from which the lifecycle allows it, in the table's order.
 * `record` may differ by the state found: a stop's receipt says what the job was.
 */
export function movesOf(event: LifecycleEvent, record: (from: JobState) => MoveRecord): readonly Move[] {
  const moves: Move[] = [];
  for (const state of STATES) {
    const outcome = LIFECYCLE[state][event];
    if ('refused' in outcome || outcome.to === 'removed') continue;
    const from = { ...split(state), ...(outcome.needsStart === true && { started: true as const }) };
    moves.push({
      from,
      to: split(outcome.to),
      raisesEpoch: outcome.raisesEpoch ?? false,
      owner: outcome.owner,
      spendsRetry: outcome.spendsRetry ?? false,
      countsDisplaced: outcome.countsDisplaced ?? false,
      countsAttempt: outcome.countsAttempt ?? false,
      ...record(from.state),
    });
  }
  return moves;
}

function split(state: LifecycleState): { readonly state: JobState; readonly stopCause?: StopCause } {
  // Only a user's stop ends so; from whatever state it came, the cause is kept.
  if (state === 'stopped') return { state, stopCause: 'user' };
  if (!state.startsWith('stopping/')) return { state: state as JobState };
  return { state: 'stopping', stopCause: state.slice('stopping/'.length) as StopCause };
}
