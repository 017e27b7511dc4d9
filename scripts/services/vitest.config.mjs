import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests against real other programs. `scripts/test-services.mjs` starts those and says where they are. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/services/**/*.test.ts'],
    globalSetup: ['test/support/build-once.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
});
