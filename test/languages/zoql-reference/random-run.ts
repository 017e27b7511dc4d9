/** `SLUICE_TEST_SEED` repeats a run, as its failure says; without it each run has another. */
export const RANDOM_RUN = {
  seed: Number(process.env['SLUICE_TEST_SEED'] ?? Date.now() % 2 ** 31),
  /** How many inputs: `SLUICE_TEST_RUNS`, or a few. */
  runs: (few: number) => Number(process.env['SLUICE_TEST_RUNS'] ?? few),
};
