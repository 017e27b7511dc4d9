import { quoteText } from './quote.ts';

/** A change of a region's offset from UTC. */
interface Transition {
  /** ms since 1970 */
  readonly at: number;
  /** Minutes from then on. */
  readonly minutes: number;
}

interface Transitions {
  readonly first: number;
  readonly changes: readonly Transition[];
}

/** Years around the attempt's time whose offsets are written out; others ask the engine's own calendar. */
const YEARS_BEFORE = 15;
const YEARS_AFTER = 5;

const MICROS_A_MINUTE = 60_000_000;

/**
 * SQL of a region's offset from UTC at an instant (TIMESTAMPTZ), microseconds. A search tree over the changes of its
 * clocks costs a tenth of what `timezone()` costs a row (DESIGN §6: exports within 1.25 × of the plain one).
 */
export function offsetMicros(instant: string, zone: string, now: number): string {
  const year = new Date(now).getUTCFullYear();
  const [from, to] = [Date.UTC(year - YEARS_BEFORE, 0, 1), Date.UTC(year + YEARS_AFTER, 0, 1)];
  const { first, changes } = transitions(zone, from, to);
  const micros = `epoch_us(${instant})`;
  const known = searchTree(micros, changes, 0, changes.length, first);
  const computed = `epoch_us(timezone(${quoteText(zone)}, ${instant})) - ${micros}`;
  return `CASE WHEN ${micros} >= ${from * 1000} AND ${micros} < ${to * 1000} THEN ${known} ELSE ${computed} END`;
}

/** The offsets a region has in those years, as texts by microseconds. */
export function usualOffsets(zone: string, now: number): readonly number[] {
  const year = new Date(now).getUTCFullYear();
  const { first, changes } = transitions(
    zone,
    Date.UTC(year - YEARS_BEFORE, 0, 1),
    Date.UTC(year + YEARS_AFTER, 0, 1),
  );
  return [...new Set([first, ...changes.map(({ minutes }) => minutes)])];
}

function searchTree(
  micros: string,
  changes: readonly Transition[],
  low: number,
  high: number,
  before: number,
): string {
  const middle = Math.floor((low + high) / 2);
  const change = changes[middle];
  if (low >= high || change === undefined) return `CAST('${before * MICROS_A_MINUTE}' AS BIGINT)`;
  const earlier = searchTree(micros, changes, low, middle, before);
  const later = searchTree(micros, changes, middle + 1, high, change.minutes);
  return `CASE WHEN ${micros} < ${change.at * 1000} THEN ${earlier} ELSE ${later} END`;
}

const known = new Map<string, Transitions>();

function transitions(zone: string, from: number, to: number): Transitions {
  const key = `${zone} ${from}`;
  const cached = known.get(key);
  if (cached) return cached;
  const offsetAt = offsetReader(zone);
  const changes: Transition[] = [];
  // No region changes its clocks twice within a fortnight.
  const step = 14 * 86_400_000;
  for (let start = from; start < to; start += step) {
    const end = Math.min(start + step, to);
    if (offsetAt(start) === offsetAt(end)) continue;
    const at = changeBetween(start, end, offsetAt);
    changes.push({ at, minutes: offsetAt(at) });
  }
  const found = { first: offsetAt(from), changes };
  known.set(key, found);
  return found;
}

/** The minute at which the offset changes. */
function changeBetween(start: number, end: number, offsetAt: (ms: number) => number): number {
  let [before, after] = [start / 60_000, end / 60_000];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle * 60_000) === offsetAt(start)) before = middle;
    else after = middle;
  }
  return after * 60_000;
}

function offsetReader(zone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  return (ms) => {
    const match = /GMT([+-])(\d{2}):(\d{2})/.exec(format.format(ms));
    return match ? Number(`${match[1]}1`) * (Number(match[2]) * 60 + Number(match[3])) : 0;
  };
}
