import type { KnownFaults } from './known-faults.ts';
import { bad, fieldsOf, shown, textOf } from './read-fields.ts';
import { readRule } from './read-rule.ts';
import type { RuleSpec } from './rule.ts';
import { scenarioNamed } from './scenarios.ts';

/** A call may make one rule, or the rules of a scenario. */
export function isScenario(value: unknown): value is { readonly scenario: unknown } {
  return typeof value === 'object' && value !== null && 'scenario' in value;
}

/**
 * The rules of a scenario, narrowed by a match that fits all of them.
 * @throws RuleError for an unknown name, and for a match that one of its rules cannot have
 */
export function readScenario(
  value: unknown,
  faults: readonly KnownFaults[],
): { readonly name: string; readonly specs: readonly RuleSpec[] } {
  const given = fieldsOf(value, 'a scenario', ['scenario', 'match', 'ttl']);
  const { name, rules, families } = scenarioNamed(textOf(given['scenario'], 'scenario'));
  const match = given['match'] === undefined ? {} : fieldsOf(given['match'], 'match', NARROWING);
  const { family } = match;
  if (families !== undefined && family !== undefined && !families.includes(String(family)))
    throw bad(`scenario "${name}" means nothing in ${shown(family)}: its jobs have no time limit`);
  const specs = rules.map((rule) => {
    const narrowed = { ...rule, match: { ...rule.match, ...match } };
    const spec = readRule(given['ttl'] === undefined ? narrowed : { ...narrowed, ttl: given['ttl'] }, faults);
    return { ...spec, ...(spec.families === undefined && families !== undefined && { families }) };
  });
  return { name, specs };
}

/** What requests and jobs both have. */
const NARROWING = ['family', 'tenant', 'job', 'trackId', 'queryContains'];
