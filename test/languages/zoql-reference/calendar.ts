/** Days and local times as texts, from nothing but the platform's own tables of zones. */
const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-03-08T01:30:00` as the clocks of the zone show the instant; `zone`: a name, `Z` or `+05:30`. */
export function localAt(ms: number, zone: string): string {
  const fixed = fixedOffset(zone);
  if (fixed !== undefined) return new Date(ms + fixed).toISOString().slice(0, 19);
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(zone, format);
  }
  return format.format(ms).replace(' ', 'T');
}

/** The first instant at which the clocks of the zone show it. */
export function instantOf(local: string, zone: string): number {
  const [whole = '', fraction = ''] = (local.length === 16 ? `${local}:00` : local).split('.');
  const asUtc = Date.parse(`${whole}Z`);
  const fits = [-DAY_MS, DAY_MS]
    .map((away) => asUtc - offsetAt(asUtc + away, zone))
    .filter((ms) => localAt(ms, zone) === whole)
    .sort((a, b) => a - b);
  if (fits[0] === undefined) throw new Error(`${local} is no time of ${zone}`);
  return fits[0] + Number(fraction.padEnd(3, '0'));
}

/** ms to add to UTC. */
export function offsetAt(ms: number, zone: string): number {
  return Date.parse(`${localAt(ms, zone)}Z`) - Math.floor(ms / 1000) * 1000;
}

function fixedOffset(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const parts = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  if (!parts) return undefined;
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) * 60_000;
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of the month, or its last where it has no such day. */
export function addMonths(day: string, count: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  const [year, month] = [Math.floor(months / 12), months % 12];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(last, Number(day.slice(8))))).toISOString().slice(0, 10);
}

/** Days since the year's first, from 0. */
export function dayOfYear(day: string): number {
  return (Date.parse(day) - Date.parse(`${day.slice(0, 4)}-01-01`)) / DAY_MS;
}

/** 0 is Sunday. */
export function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** Weeks begin on Sunday; before the year's first Sunday it is week 0. */
export function sundayWeek(day: string): number {
  return Math.floor((dayOfYear(day) + 7 - weekday(day)) / 7);
}

/** The week of the year that the week's Thursday is in (ISO 8601). */
export function isoWeek(day: string): number {
  const thursday = addDays(day, 3 - ((weekday(day) + 6) % 7));
  return Math.floor(dayOfYear(thursday) / 7) + 1;
}
