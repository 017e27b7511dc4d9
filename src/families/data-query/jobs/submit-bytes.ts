import type { Limits } from '../../../config/limits.ts';

/** A character of a query takes at most this in JSON (as `\u00e9`), bytes. */
const BYTES_A_CHARACTER = 6;
/** For the other fields of a submit, an encryption key included. */
const OTHER_FIELDS_BYTES = 64 * 1024;

/**
 * Longest body of a submit: some more than what may be said, so that a query somewhat too long is told so; parsing far
 * more would block everybody.
 */
export function submitBytes(limits: Limits): number {
  return Math.min(
    limits['platform.maxUnpackedBytes'],
    2 * BYTES_A_CHARACTER * (limits['dataQuery.maxQueryLength'] ?? Number.POSITIVE_INFINITY) +
      OTHER_FIELDS_BYTES,
  );
}
