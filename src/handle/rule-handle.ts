import { DURATION_FORM, parseDuration } from '../config/quantities.ts';
import type { Lab } from '../lab/lab.ts';
import { RuleError, type RuleView } from '../lab/rule.ts';

/** A rule of the lab that a test has made. `await using` ends it, and lets go what it holds. */
export interface RuleHandle extends AsyncDisposable {
  readonly id: string;
  /** How it is now: how often it has acted, what waits at it. @throws RuleError `unknown` once it has ended */
  view(): RuleView;
  /**
   * The rule as soon as something waits at it: for rules that hold or delay.
   * @param within machine time, `'30s'` when absent
   * @throws Error when nothing has come by then, or the rule ends
   */
  reached(within?: string | number): Promise<RuleView>;
  /** Lets go what waits. @throws RuleError `conflict` when nothing does, `unknown` once the rule has ended */
  release(): RuleView;
  /** Ends it; what waits goes on. Nothing happens when it has ended already. */
  remove(): void;
}

export function ruleHandle(lab: Lab, { id, do: action }: RuleView): RuleHandle {
  const remove = (): void => {
    try {
      lab.remove(id);
    } catch (error) {
      // By its ttl, a reset, or a hand before this one.
      if (!(error instanceof RuleError && error.kind === 'unknown')) throw error;
    }
  };
  return {
    id,
    view: () => lab.get(id),
    async reached(within) {
      if (action.hold === undefined && action.delay === undefined)
        throw new Error(
          `Nothing waits at a rule that does ${JSON.stringify(action)}: look at view().matched`,
        );
      const ms = within === undefined ? undefined : parseDuration(within);
      if (within !== undefined && ms === undefined) throw new RangeError(`${within} is not ${DURATION_FORM}`);
      const rule = await lab.waitFor(id, { ...(ms !== undefined && { ms }) });
      if (rule.waiting.length > 0) return rule;
      throw new Error(
        `Nothing waits at ${JSON.stringify({ at: rule.at, match: rule.match })}: it has acted ${rule.matched} times`,
      );
    },
    release: () => lab.release(id),
    remove,
    async [Symbol.asyncDispose]() {
      remove();
    },
  };
}
