import type { Sluice } from '../../src/main.ts';

/** An Export ZOQL query that would run without end, where `holdQueries` was called: so little data there is no real one. */
export const HELD = "select Id from Account where Name = 'held'";

/** As the first and as the second query of a job it is held as soon as it runs, until it is stopped. */
export function holdQueries({ lab }: Sluice): void {
  for (const unit of [1, 2])
    lab.hold({ at: 'running', unit, queryContains: HELD, times: 'always', ttl: '1h' });
}
