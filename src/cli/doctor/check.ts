/** One thing that was looked at. */
export interface Check {
  readonly check: string;
  /** `unknown`: it could not be looked at from here, which is no fault. */
  readonly state: 'ok' | 'wrong' | 'unknown';
  /** What was found, and what to do where it is wrong. */
  readonly detail: string;
}

export const ok = (check: string, detail: string): Check => ({ check, state: 'ok', detail });
export const wrong = (check: string, detail: string): Check => ({ check, state: 'wrong', detail });
export const unknown = (check: string, detail: string): Check => ({ check, state: 'unknown', detail });
