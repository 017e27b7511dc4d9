import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/services/**'],
    globalSetup: ['test/support/build-once.ts'],
    // Real processes and a real engine on two cores: generous, so that a busy machine fails no test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Much of the time is spent waiting for other processes: more workers than the two cores of a small machine.
    maxWorkers: 3,
    server: { deps: { inline: ['dt-sql-parser'] } },
  },
});
