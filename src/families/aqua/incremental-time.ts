import type { Choices } from '../../config/choices.ts';
import { instantOfLocal, offsetAt } from '../../sql/time-zone.ts';

const FORM = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})$/;

/**
 * `incrementalTime` as an instant (aqua.md §4.3, clients.md rule 17): `YYYY-MM-DD HH:MM:SS`, also with a `T`.
 * `undefined`: it is none.
 */
export function readIncrementalTime(text: string, zone: string): number | undefined {
  const fields = FORM.exec(text.trim())?.slice(1).map(Number);
  if (fields === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  // A day or an hour that there is not would be carried over into the next one.
  const same = new Date(wall).toISOString().slice(0, 19) === text.trim().replace(' ', 'T');
  return same ? earliestInstant(wall, zone) : undefined;
}

/** Of a time that the clocks skip, the earlier of what could be meant too: a window that begins there misses nothing. */
function earliestInstant(wall: number, zone: string): number {
  const at = instantOfLocal(wall, zone);
  const offset = offsetAt(at, zone);
  return Math.min(at, wall - offset);
}

/** The zone it is written in: the data centre's, whatever `dateTimeUtc` says. */
export function incrementalZone(choices: Pick<Choices, 'aqua.incrementalZone'>, tenantZone: string): string {
  const chosen = choices['aqua.incrementalZone'];
  return chosen === 'tenant' ? tenantZone : chosen;
}
