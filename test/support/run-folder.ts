/** Names the folder of this run of the tests; `build-once.ts` makes it and removes it. */
export const RUN_FOLDER = 'SLUICE_TEST_RUN_FOLDER';

/** For what the files of a run share, on the disk. */
export function runFolder(): string {
  const folder = process.env[RUN_FOLDER];
  if (folder === undefined)
    throw new Error(`${RUN_FOLDER} is not set: the tests are run without build-once.ts`);
  return folder;
}
