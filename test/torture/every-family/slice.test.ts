import { it } from 'vitest';
import { torture } from './run.ts';

/** The same choices each time, if not the same moments. */
const SEED = 42;
const KILLS = 3;

it(
  `${KILLS} kills under random work on all families: what was answered stays true`,
  () => torture({ seed: SEED, over: ({ kills }) => kills >= KILLS }),
  120_000,
);
