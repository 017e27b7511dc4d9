import type { Clock } from '../../ports/clock.ts';
import type { MemoryPart } from '../../ports/server-state.ts';
import type { Decision } from './state-change.ts';

/** How far business time is ahead of the machine's, ms. */
export function aheadOf({ business, machine }: Clock): number {
  return business.now() - machine.now();
}

/**
 * Puts parts in memory back as it was decided.
 * @returns how far business time went on by that, ms: also where an earlier process had put the clock back already
 */
export function putBack(
  parts: Readonly<Record<string, MemoryPart>>,
  { memory, ahead }: Decision,
  clock: Clock,
): number {
  for (const [name, part] of Object.entries(parts)) {
    if (memory[name] === undefined) part.clear();
    else part.restore(memory[name]);
  }
  return Math.max(0, aheadOf(clock) - ahead);
}
