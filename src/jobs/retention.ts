import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { loadUnit } from './load-unit.ts';
import { OPEN_KEPT_MS, REPLIES_BATCH, RETENTION_BATCH } from './timing.ts';

/**
 * Removes jobs past their life with their files and ledgers. These go first: a crash between the two leaves a job that
 * no reader sees any more, not a file that nobody knows.
 */
export async function removeExpired(core: Core): Promise<void> {
  const { store, results, clock } = core;
  const left = new Set<string>();
  for (;;) {
    const now = clock.business.now();
    const jobs = store
      .expired(now, RETENTION_BATCH + left.size)
      .filter((id) => !left.has(id))
      .flatMap((id) => store.get(id) ?? []);
    if (jobs.length === 0) return;
    for (const job of jobs) if (!decided(job, now)) left.add(job.id);
    const over = jobs.filter((job) => !left.has(job.id));
    for (const { id } of over) await results.sweep(id, Number.MAX_SAFE_INTEGER);
    for (const id of await forgetRows(core, over)) left.add(id);
    const gone = over.flatMap(({ id }) => (left.has(id) ? [] : [id]));
    if (gone.length > 0) await store.remove(gone);
  }
}

/** Whether nothing that began while it was seen can still queue it. */
function decided({ state, expiresAt = 0 }: Job, now: number): boolean {
  return state !== 'open' || expiresAt + OPEN_KEPT_MS <= now;
}

/**
 * Removes the ledgers of loads, with what these say of single rows. Answers the jobs of which that failed: nobody sees
 * them any more, but they stay to be tried again, since no one else would know of their ledgers.
 */
async function forgetRows({ engine, logger }: Core, jobs: readonly Job[]): Promise<readonly string[]> {
  const left: string[] = [];
  const started = jobs.filter((job) => loadUnit(job) !== undefined && job.attempts > 0);
  for (const tenant of new Set(started.map((job) => job.tenant))) {
    const ids = started.filter((job) => job.tenant === tenant).map(({ id }) => id);
    await engine.forgetRows(tenant, ids).catch((error: unknown) => {
      logger.warn(
        { tenant, jobs: ids.length, err: error },
        'ledgers of old jobs could not be removed; tried again',
      );
      left.push(...ids);
    });
  }
  return left;
}

/** Removes the files of jobs that outlive them; files first, as above. */
export async function removeExpiredFiles({ store, results, clock }: Core): Promise<void> {
  for (;;) {
    const ids = store.filesExpired(clock.business.now(), RETENTION_BATCH);
    if (ids.length === 0) return;
    for (const id of ids) await results.sweep(id, Number.MAX_SAFE_INTEGER);
    await store.forgetFiles(ids);
  }
}

/** Removes replies whose keys are past their life, a batch a transaction. */
export async function removeOldReplies({ store, clock }: Core): Promise<void> {
  while ((await store.replies.purge(clock.business.now(), REPLIES_BATCH)) === REPLIES_BATCH);
}
