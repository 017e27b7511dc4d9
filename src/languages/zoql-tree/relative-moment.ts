import { instantOfLocal, normalizeZone } from '../../sql/time-zone.ts';
import { addMonths, DAY_MS, dayText, localOf } from './day.ts';
import type { Moment } from './moment.ts';

const RELATIVE =
  /^(now|today)(?:\s*([+-])\s*(\d{1,7})\s*(second|minute|hour|day|week|month|year)s?)?\s*(?:\(([^()]*)\))?$/i;

const TIME_MS: ReadonlyMap<string, number> = new Map([
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
]);

/** Years 1 to 9999, which texts of four digits can say. */
const EARLIEST = -62_135_596_800_000;
const LATEST = 253_402_214_400_000;

/** `now - 2 hours`, `today + 1 month (Los Angeles)`; `undefined`: it is none, or far from any calendar. */
export function relativeMoment(text: string, tenantZone: string, now: number): Moment | undefined {
  const parts = RELATIVE.exec(text);
  if (!parts) return undefined;
  const [, base = '', sign, digits = '0', unit = 'day', named] = parts;
  const zone = named === undefined ? tenantZone : namedZone(named.trim());
  if (zone === undefined) return undefined;
  const ms = shifted(
    now,
    (sign === '-' ? -1 : 1) * Number(digits),
    unit.toLowerCase(),
    base.toLowerCase() === 'now',
    zone,
  );
  if (ms === undefined) return undefined;
  const local = localOf(ms, zone);
  if (!(local >= EARLIEST && local <= LATEST)) return undefined;
  const midnight = Math.floor(local / DAY_MS) * DAY_MS;
  return base.toLowerCase() === 'now'
    ? { kind: 'instant', ms, date: dayText(midnight) }
    : { kind: 'day', midnight, zone };
}

/** Seconds, minutes and hours are time that passes; days and longer move the calendar. */
function shifted(now: number, count: number, unit: string, exact: boolean, zone: string): number | undefined {
  const local = localOf(now, zone);
  const start = exact ? local : Math.floor(local / DAY_MS) * DAY_MS;
  const time = TIME_MS.get(unit);
  if (time !== undefined) return (exact ? now : instantOfLocal(start, zone)) + count * time;
  if (count === 0 && exact) return now;
  const moved =
    unit === 'month' || unit === 'year'
      ? addMonths(start, unit === 'year' ? count * 12 : count)
      : start + count * (unit === 'week' ? 7 : 1) * DAY_MS;
  return moved >= EARLIEST && moved <= LATEST ? instantOfLocal(moved, zone) : undefined;
}

/** An offset, the name of a zone, or its last part alone: `Los Angeles`. */
function namedZone(name: string): string | undefined {
  const known = normalizeZone(name);
  if (known !== undefined) return known;
  const city = name.toLowerCase().replaceAll(' ', '_');
  return Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase().endsWith(`/${city}`));
}
