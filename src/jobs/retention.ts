import type { Core } from './core.ts';
import { REPLIES_BATCH, RETENTION_BATCH } from './timing.ts';

/**
 * Removes ended jobs past their life with their files. Files go first: a crash between the two leaves a job that no
 * reader sees any more, not a file that nobody knows.
 */
export async function removeExpired({ store, results, clock }: Core): Promise<void> {
  for (;;) {
    const ids = store.expired(clock.business.now(), RETENTION_BATCH);
    if (ids.length === 0) return;
    for (const id of ids) await results.sweep(id, Number.MAX_SAFE_INTEGER);
    await store.remove(ids);
  }
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
