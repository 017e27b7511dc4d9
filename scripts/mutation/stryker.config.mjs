import { area } from './areas.mjs';

export default {
  testRunner: 'vitest',
  // Asked for related tests, it finds none for what is evaluated as its module loads.
  vitest: { configFile: 'scripts/mutation/vitest.config.mjs', related: false },
  mutate: area().mutate,
  // In which words a thing is said is no rule.
  mutator: { excludedMutations: ['StringLiteral'] },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // A machine that does other work makes a test slow: that is no break that it saw.
  timeoutMS: 60_000,
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 90, low: 80, break: 80 },
  warnings: { slow: false },
  ignorePatterns: ['.mutation', 'dist', 'bench/results'],
  tempDirName: `.mutation/${process.env.SLUICE_MUTATION}`,
};
