/**
 * Breaks, one place at a time, what decides of jobs, sessions and queries, and counts how many breaks a test sees: fails
 * under 80 %. `npm run mutation -- jobs sessions` for these areas (scripts/mutation/areas.mjs), without names for all.
 * `languages` takes hours on two cores; `SLUICE_MUTATE=src/languages/zoql/compile.ts` breaks only that file.
 */
import { spawnSync } from 'node:child_process';
import { AREAS } from './mutation/areas.mjs';

const names = process.argv.slice(2);
const mutate = process.env.SLUICE_MUTATE;
const failed = (names.length > 0 ? names : Object.keys(AREAS)).filter((name) => {
  const args = [
    'stryker',
    'run',
    'scripts/mutation/stryker.config.mjs',
    ...(mutate ? ['--mutate', mutate] : []),
  ];
  const env = { ...process.env, SLUICE_MUTATION: name };
  return spawnSync('npx', args, { env, stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) console.error(`Under 80 %, or not run: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
