import { EARLIEST_MS, LATEST_MS } from './lab-clock.ts';

/** The ISO 8601 forms with a zone: without one it would be the server's, which is nobody's. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

export const INSTANT_FORM = `an instant such as 2026-12-01T00:00:00Z, with its zone, from ${textOf(EARLIEST_MS)} to ${textOf(LATEST_MS)}`;

/**
 * Where business time may be put, ms since 1970. `undefined` where the text has no zone, or names a day or an hour that
 * there is not: it would be carried over into the next.
 */
export function readInstant(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined;
  const shown = Date.parse(`${text.slice(0, 16)}Z`);
  if (Number.isNaN(shown) || new Date(shown).toISOString().slice(0, 16) !== text.slice(0, 16))
    return undefined;
  const ms = Date.parse(text);
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? ms : undefined;
}

function textOf(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
