import { defineConfig } from 'vitest/config';

/**
 * Tests that change nothing of the process they run in: a worker loads the source once for all of them, not once for
 * each file, which took a third of the time. Not for a test that replaces a module or a global.
 */
const TOGETHER = [
  'test/{config,docs,families,jobs,languages,platform,results,scripts,sql,stores,tenant}/**/*.test.ts',
  'test/engines/duckdb/emit/**/*.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/support/build-once.ts'],
    // Real processes and a real engine on two cores: generous, so that a busy machine fails no test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Much of the time is spent waiting for other processes: more workers than the two cores of a small machine.
    maxWorkers: 3,
    server: { deps: { inline: ['dt-sql-parser'] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['test/**/*.test.ts'],
          exclude: ['test/services/**', 'test/torture/*.test.ts', ...TOGETHER],
        },
      },
      { extends: true, test: { name: 'together', include: TOGETHER, isolate: false } },
    ],
  },
});
