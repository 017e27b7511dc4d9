import { join } from 'node:path';

/** Where a data directory keeps what the lab puts back. */
export interface StateFolders {
  readonly root: string;
  /** What the server was filled with at its start. */
  readonly seed: string;
  readonly snapshots: string;
  /** A snapshot, or a seed, until it is whole. */
  readonly making: string;
  /** The state to come, until it is in its place. */
  readonly next: string;
  /** The state that was, until it is removed. */
  readonly old: string;
  /** There while a change that was decided is not finished. */
  readonly decided: string;
}

export function stateFolders(dataDir: string): StateFolders {
  const root = join(dataDir, 'lab');
  const at = (name: string): string => join(root, name);
  return {
    root,
    seed: at('seed'),
    snapshots: at('snapshots'),
    making: at('making'),
    next: at('next'),
    old: at('old'),
    decided: at('change.json'),
  };
}

/** Of the job store, in a snapshot and in the state to come; not there: there are no jobs. */
export const STORE_FILE = 'sluice.db';
