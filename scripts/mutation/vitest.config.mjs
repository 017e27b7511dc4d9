import { defineConfig } from 'vitest/config';
import { area } from './areas.mjs';

export default defineConfig({
  test: {
    include: area().tests,
    // The same inputs for every mutant.
    env: { SLUICE_TEST_BUILT: '1', SLUICE_TEST_SEED: '1', SLUICE_TEST_RUNS: '60' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
