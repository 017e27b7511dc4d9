import type { MachineTime } from '../../../ports/clock.ts';
import { EngineError, type EngineHandle } from '../../../ports/engine.ts';
import type { RowCounts } from '../../../ports/row-load.ts';
import type { TenantDatabase } from '../host/database.ts';
import { isConflict, readLoad, writeSeal } from './ledger.ts';

/** A chunk that is being committed is met again after this, ms. */
const TRY_AGAIN_MS = 5;
/** A commit takes milliseconds, or seconds when the engine then puts its log into its file. */
const SEALED_WITHIN_MS = 30_000;

/**
 * As `Engine.sealRows`. It is part of a stop, and so neither queues behind other writers nor waits until a chunk under way
 * is taken back: a chunk's last change and a seal's are of the same line of the ledger, and the engine lets only one be.
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
