/** Names of UTC in the texts of zones; Trino prints them all as UTC. */
const UTC_NAMES: ReadonlySet<string> = new Set([
  'utc',
  'z',
  'gmt',
  'ut',
  'utc+0',
  'etc/utc',
  'etc/gmt',
  '+00:00',
  '-00:00',
]);

/** Offsets in hours of abbreviations that clients write into literals (data-query contract §7 point 8); Trino knows none. */
const ABBREVIATIONS: ReadonlyMap<string, number> = new Map([
  ['est', -5],
  ['edt', -4],
  ['cst', -6],
  ['cdt', -5],
  ['mst', -7],
  ['mdt', -6],
  ['pst', -8],
  ['pdt', -7],
  ['hst', -10],
  ['akst', -9],
  ['akdt', -8],
  ['bst', 1],
  ['cet', 1],
  ['cest', 2],
  ['eet', 2],
  ['eest', 3],
  ['wet', 0],
  ['west', 1],
  ['ist', 5.5],
  ['jst', 9],
]);

/**
 * A zone in one spelling: `UTC`, an offset `+05:30`, or an IANA name. Also takes what the data-query contract §4.4
 * lists beyond Trino: offsets with one hour digit, abbreviations. `undefined`: no such zone.
 */
export function normalizeZone(text: string): string | undefined {
  const trimmed = text.trim();
  const lower = trimmed.toLowerCase();
  if (UTC_NAMES.has(lower)) return 'UTC';
  const offset = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(trimmed);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return minutes > MAX_OFFSET_MINUTES || Number(offset[3] ?? 0) > 59
      ? undefined
      : formatOffset(offset[1] === '-' ? -minutes : minutes);
  }
  const hours = ABBREVIATIONS.get(lower);
  if (hours !== undefined) return formatOffset(hours * 60);
  const known = spellings.get(lower);
  if (known !== undefined) return known;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: trimmed }).resolvedOptions();
    const spelling = timeZone === 'UTC' ? 'UTC' : properCase(lower);
    if (spelling === undefined) return trimmed;
    spellings.set(lower, spelling);
    return spelling;
  } catch {
    return undefined;
  }
}

/** Of zones that were asked for, by their lower-case names: to look one up takes as long as to compile a query. */
const spellings = new Map<string, string>();

/** Trino's greatest offset, 14 hours. */
const MAX_OFFSET_MINUTES = 14 * 60;

/** `undefined` for names that are no longer listed. */
function properCase(lower: string): string | undefined {
  return Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === lower);
}

export function formatOffset(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const absolute = Math.abs(minutes);
  const hours = String(Math.trunc(absolute / 60)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${hours}:${String(absolute % 60).padStart(2, '0')}`;
}

const DAY_MS = 86_400_000;

/**
 * The instant (ms) at which clocks of the zone show this local time, given as if it were UTC. Of a time that is shown
 * twice, the first; a time that is skipped counts as so much later (java.time's rules).
 */
export function instantOfLocal(local: number, zone: string): number {
  const before = local - offsetAt(local - DAY_MS, zone);
  const after = local - offsetAt(local + DAY_MS, zone);
  if (before === after) return before;
  const shown = [before, after].filter((instant) => instant + offsetAt(instant, zone) === local);
  return shown.length === 0 ? before : Math.min(...shown);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `8/1/2026 AD, 00:00:00`: a text to be read takes a third of the time of a list of its parts. */
const SHOWN = /^(\d+)\D(\d+)\D(\d+) ([AB])\D*(\d+)\D(\d+)\D(\d+)$/;

/** What clocks of the zone are ahead of UTC at an instant, ms. */
export function offsetAt(instant: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const fixed = /^([+-])(\d{2}):(\d{2})$/.exec(zone);
  if (fixed) {
    const ms = (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000;
    return fixed[1] === '-' ? -ms : ms;
  }
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const [, month, day, years, era, hour, minute, second] = SHOWN.exec(format.format(instant)) ?? [];
  const year = era === 'B' ? 1 - Number(years) : Number(years);
  const shown = Date.UTC(2000, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return new Date(shown).setUTCFullYear(year) - Math.trunc(instant / 1000) * 1000;
}
