import type { DuckDBConnection } from '@duckdb/node-api';
import type { MachineTime } from '../../../ports/clock.ts';

/**
 * Between two interrupts, ms. One is not enough: an interrupt in the tick that starts a statement was lost 10 times
 * of 10; repeated every 5 ms, it settled within 14 ms (DESIGN §3).
 */
const INTERRUPT_EVERY_MS = 5;

/** Interrupts what runs on this connection, again and again until `settled` does. */
export async function interruptUntil(
  connection: DuckDBConnection,
  settled: Promise<unknown>,
  clock: MachineTime,
): Promise<void> {
  connection.interrupt();
  const timer = clock.every(INTERRUPT_EVERY_MS, () => connection.interrupt());
  try {
    await settled;
  } catch {
    // How it ended is for whoever started it.
  } finally {
    timer.cancel();
  }
}
