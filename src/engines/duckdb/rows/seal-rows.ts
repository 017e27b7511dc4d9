import type { MachineTime } from '../../../ports/clock.ts';
import { EngineError, type EngineHandle } from '../../../ports/engine.ts';
import type { RowCounts } from '../../../ports/row-load.ts';
import type { TenantDatabase } from '../host/database.ts';
import { readLoad, writeSeal } from './ledger.ts';

/** A chunk that is being written is met again after this, ms. */
const TRY_AGAIN_MS = 5;
/** A chunk takes less than a second; one that was interrupted is taken back within milliseconds. */
const SEALED_WITHIN_MS = 30_000;

/**
 * As `Engine.sealRows`. It is part of a stop, and so does not queue behind other writers: a chunk and a seal change the
 * same line of the ledger, of which the engine lets only one do so at a time.
 */
export async function sealRows(
  database: TenantDatabase,
  { job, epoch }: EngineHandle,
  clock: MachineTime,
): Promise<RowCounts | undefined> {
  const connection = await database.connect();
  try {
    const deadline = clock.monotonic() + SEALED_WITHIN_MS;
    for (;;) {
      try {
        await writeSeal(connection, job, epoch);
        break;
      } catch (error) {
        if (!isConflict(error)) throw error;
        if (clock.monotonic() > deadline)
          throw new EngineError('temporary', 'The ledger of the load is in use', { cause: error });
        await new Promise<void>((resolve) => {
          clock.after(TRY_AGAIN_MS, resolve);
        });
      }
    }
    const line = await readLoad(connection, job);
    return line?.stamp === undefined ? undefined : line.counts;
  } finally {
    connection.disconnectSync();
  }
}

/** Another transaction changed the same line, or made it. */
function isConflict(error: unknown): boolean {
  return error instanceof Error && /[Cc]onflict|duplicate key|PRIMARY KEY/.test(error.message);
}
