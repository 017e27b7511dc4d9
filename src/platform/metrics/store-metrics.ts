import type { Registry } from './registry.ts';

/** A commit waits for the disk: below 1 ms on a fast one, tens of ms on a busy or a network one. */
const WRITE_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

/** What a store tells of its commits: how many writes shared one, and how long the first of them waited, ms. */
export type OnCommit = (writes: number, ms: number) => void;

export function storeMetrics(registry: Registry): OnCommit {
  const writes = registry.counter(
    'sluice_store_writes_total',
    'Writes of the store; those per commit tell how many shared one.',
  )();
  const commits = registry.histogram(
    'sluice_store_commit_seconds',
    'Commits of the store, from the first of their writes until they are on the disk.',
    [],
    WRITE_BOUNDS,
  )();
  return (count, ms) => {
    writes.value += count;
    commits.observe(ms / 1000);
  };
}
