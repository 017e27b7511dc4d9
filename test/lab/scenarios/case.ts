import type { Connection } from './connection.ts';

/** Two clients of one scenario. */
export interface ScenarioCase {
  readonly scenario: string;
  /** Does what the scenario's page says a right one does; answers what it has in the end. */
  right(api: Connection): Promise<unknown>;
  /** What that has to be. */
  readonly ends: unknown;
  /** Does what the page says a wrong one does. */
  wrong(api: Connection): Promise<unknown>;
  /** The requests that the finding about that one shows, each kind once, ids left out. */
  readonly shows: readonly string[];
  /** Business time before it is found: what is left undone is not at once. */
  readonly foundAfter?: string;
}
