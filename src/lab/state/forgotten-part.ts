import type { MemoryPart } from '../../ports/server-state.ts';

/** What tells of a state that is no more: it begins anew whenever the state is another. */
export function forgotten(part: { clear(): void }): MemoryPart {
  return { save: () => undefined, restore: () => part.clear(), clear: () => part.clear() };
}
