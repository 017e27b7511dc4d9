import { formatInstant } from '../../sql/format-instant.ts';
import { instantOfLocal, offsetAt } from '../../sql/time-zone.ts';

export const DAY_MS = 86_400_000;

/** A day as clocks show it, as `YYYY-MM-DD`; `ms` is its midnight as if it were UTC. */
export function dayText(ms: number): string {
  return formatInstant(ms).slice(0, 10);
}

/** What clocks of the zone show at an instant, as if it were UTC. */
export function localOf(instant: number, zone: string): number {
  return instant + offsetAt(instant, zone);
}

/** The midnight, as if it were UTC, of a year, month and day; `undefined`: there is no such day. */
export function midnight(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return year >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.getTime()
    : undefined;
}

/** When a day begins and ends in a zone: 23 or 25 hours lie between where its clocks change. */
export function dayBounds(midnightMs: number, zone: string): { readonly from: number; readonly to: number } {
  return { from: instantOfLocal(midnightMs, zone), to: instantOfLocal(midnightMs + DAY_MS, zone) };
}

/** A local time so many months later; the last day of the month where it has no such day. */
export function addMonths(local: number, months: number): number {
  const date = new Date(local);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(date);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  date.setUTCDate(Math.min(day, last.getUTCDate()));
  return date.getTime();
}
