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
} as const;
