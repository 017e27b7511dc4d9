import type { Lab } from '../lab/lab.ts';
import type { HoldEnd, RuleInput, RuleMatch, RuleView } from '../lab/rule.ts';
import { type RuleHandle, ruleHandle } from './rule-handle.ts';

/** What is to be held, and at which gate: `{ family: 'data-query', at: 'before-publish' }`. */
export interface HoldInput extends RuleMatch, Pick<RuleInput, 'at' | 'times' | 'ttl'> {
  /** What ends the hold by itself, beside a release and a stop of the job. */
  readonly until?: HoldEnd;
}

/** The rules of a scenario. `await using` ends them all. */
export interface ScenarioHandle extends AsyncDisposable {
  readonly rules: readonly RuleHandle[];
  remove(): void;
}

/** Rules that hold, delay, fail or break what clients of this server meet (operating.md §5, docs/lab.md), of all tenants. */
export interface LabHandle {
  /**
   * Holds the next job, or request, that fits, at a gate.
   * @throws RuleError for what is wrong with it, can never match or contradicts itself
   */
  hold(rule: HoldInput): RuleHandle;
  /** Any rule. @throws RuleError as `hold` does */
  add(rule: RuleInput): RuleHandle;
  /** The rules of a named scenario, narrowed to what `match` names. @throws RuleError, with what was perhaps meant */
  scenario(name: string, match?: RuleMatch): ScenarioHandle;
  /** All rules that there are, in the order they were made. */
  rules(): readonly RuleView[];
  /** Ends them all, and heals what they broke: dead links and files; answers how many. */
  removeAll(): number;
}

export function labHandle(lab: Lab): LabHandle {
  const add = (rule: RuleInput): RuleHandle => ruleHandle(lab, lab.add(rule));
  return {
    hold({ at, until, times, ttl, ...match }) {
      return add({
        match,
        at,
        do: { hold: true, ...(until !== undefined && { until }) },
        ...(times !== undefined && { times }),
        ...(ttl !== undefined && { ttl }),
      });
    },
    add,
    scenario(name, match) {
      const rules = lab
        .addScenario(name, { ...(match !== undefined && { match }) })
        .map((rule) => ruleHandle(lab, rule));
      const remove = (): void => {
        for (const rule of rules) rule.remove();
      };
      return {
        rules,
        remove,
        async [Symbol.asyncDispose]() {
          remove();
        },
      };
    },
    rules: () => lab.list(),
    removeAll: () => lab.removeAll(),
  };
}
