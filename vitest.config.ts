import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that replace something of the process they run in: the global tracer. */
const APART = ['test/tracing/**/*.test.ts'];

/** Need other servers, or minutes, or are whole runs of other programs: `npm run test:services`. */
const NOT_HERE = ['test/services/**', 'test/torture/*.test.ts'];

/** Start whole servers, most of them. */
const SERVERS = /\/test\/(?:families|cli|lab|torture|main\.test\.ts)/;

/** Those with servers first: a worker keeps the grammar warm from one to the next, and lets it go between others. */
class ServersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const withServers = ({ moduleId }: TestSpecification): boolean => SERVERS.test(moduleId);
    return [...sorted.filter(withServers), ...sorted.filter((file) => !withServers(file))];
  }
}

export default defineConfig({
  test: {
    globalSetup: ['test/support/build-once.ts'],
    // Real processes and a real engine on two cores: generous, so that a busy machine fails no test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    sequence: { sequencer: ServersFirst },
    pool: 'forks',
    // Much of the time is spent waiting for other processes: more workers than the two cores of a small machine.
    maxWorkers: 3,
    server: { deps: { inline: ['dt-sql-parser'] } },
    projects: [
      // One after the other: a worker that loaded the source for many files ends when a file of another kind is next.
      {
        extends: true,
        test: { name: 'apart', include: APART, sequence: { groupOrder: 1 } },
      },
      {
        // All others leave their process as it was: a worker loads the source, and warms the compiler, once for all of
        // them and not once for each file, which took a third of the time.
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...NOT_HERE, ...APART],
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
    ],
  },
});
