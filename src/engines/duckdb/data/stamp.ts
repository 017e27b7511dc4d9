import type { DuckDBConnection } from '@duckdb/node-api';
import { readNote, writeNote } from './notes.ts';

/** The note that holds the last stamp given, ms. */
const LAST_STAMP = 'last stamp';
/** A clock moved back by more than this was moved on purpose: stamps follow it. */
const STEP_BACK_MS = 1000;

/**
 * The time of one change, ms since 1970, within the caller's transaction. It follows the clock, but two changes never
 * share a stamp, and no stamp ends in 0: text forms that drop trailing zeros would give it another shape.
 */
export async function nextStamp(connection: DuckDBConnection, now: number): Promise<number> {
  const last = Number((await readNote(connection, LAST_STAMP)) ?? 0);
  const stamp = withoutFinalZero(last >= now && last - now < STEP_BACK_MS ? last + 1 : Math.floor(now));
  await writeNote(connection, LAST_STAMP, String(stamp));
  return stamp;
}

function withoutFinalZero(ms: number): number {
  return ms % 10 === 0 ? ms + 1 : ms;
}
