import type { MemoryPart } from '../../ports/server-state.ts';
import type { Lab } from '../lab.ts';
import type { RuleView } from '../rule.ts';

/**
 * The lab's rules as part of the state: those that still act, made anew with as many times as they had left and their
 * whole ttl. What waits at one is let go; rules that a request brought go with what that request was about.
 */
export function rulesPart(lab: Lab): MemoryPart {
  return {
    save: () => lab.list().flatMap((rule) => left(rule) ?? []),
    restore(saved) {
      lab.removeAll();
      for (const rule of saved as readonly RuleView[]) lab.addAgain(rule);
    },
    clear: () => void lab.removeAll(),
  };
}

function left(rule: RuleView): RuleView | undefined {
  if (rule.request !== undefined) return undefined;
  if (rule.times === 'always') return rule;
  const times = rule.times - rule.matched;
  return times > 0 ? { ...rule, times } : undefined;
}
