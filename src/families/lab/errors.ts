import { RuleError } from '../../lab/rule.ts';
import { CATEGORY, Refusal } from '../../platform/errors/refusal.ts';

/** What this family itself refuses, with what to do. */
export const labRefusal = {
  badBody: (message: string) => new Refusal(400, CATEGORY.badValue, message),
  clockGoesBack: (to: string, jobs: string) =>
    new Refusal(
      409,
      CATEGORY.badValue,
      `The clock cannot go back to ${to}, before the start of what has not ended: ${jobs}; wait for it, or stop it first`,
    ),
  badWait: (allowed: string) =>
    new Refusal(400, CATEGORY.badValue, `wait must be ${allowed}`, { parameter: 'wait' }),
  badLimit: (most: number) =>
    new Refusal(400, CATEGORY.badValue, `limit must be a number from 1 to ${most}`, { parameter: 'limit' }),
  badRule: (message: string) => new Refusal(400, CATEGORY.badValue, message),
  foreignRule: (message: string) => new Refusal(403, CATEGORY.denied, message),
  unknownRule: (message: string) => new Refusal(404, CATEGORY.notFound, message),
  ruleConflict: (message: string) => new Refusal(409, CATEGORY.badValue, message),
  unknownSnapshot: (message: string) => new Refusal(404, CATEGORY.notFound, message),
  newerSnapshot: (message: string) => new Refusal(409, CATEGORY.badValue, message),
  stateBusy: (message: string) =>
    new Refusal(503, CATEGORY.temporary, message, { headers: { 'retry-after': '1' } }),
} as const;

const OF_RULES = {
  bad: labRefusal.badRule,
  denied: labRefusal.foreignRule,
  unknown: labRefusal.unknownRule,
  conflict: labRefusal.ruleConflict,
} as const;

/** What the lab says of a rule; anything else as it is. */
export function ofRules(error: unknown): unknown {
  return error instanceof RuleError ? OF_RULES[error.kind](error.message) : error;
}
