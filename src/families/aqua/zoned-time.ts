const MINUTE = 60_000;
const DAY = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const numeric = '2-digit' as const;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  formats.set(zone, made);
  return made;
}

/** What the clocks of a zone show at an instant, as if it were UTC: ms, whole seconds. */
function wallTime(at: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = parts;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

function offsetOf(at: number, zone: string): number {
  return wallTime(at, zone) - Math.floor(at / 1000) * 1000;
}

/**
 * The instant at which the clocks of a zone show this time. Where they do so twice, or never, because they are moved,
 * the earlier of what could be meant: a window that begins there misses nothing.
 * @param wall ms, as if it were UTC
 */
export function instantOf(wall: number, zone: string): number {
  const candidates = [wall - DAY, wall + DAY].map((near) => wall - offsetOf(near, zone));
  const shown = candidates.filter((at) => wallTime(at, zone) === wall);
  return Math.min(...(shown.length > 0 ? shown : candidates));
}

/** `2026-03-04 02:11:12`, or with `T` and the zone's offset `2026-03-04T02:11:12-0800` (aqua.md §1.6). */
export function zonedText(at: number, zone: string, form: 'plain' | 'offset'): string {
  const [date = '', time = ''] = new Date(wallTime(at, zone)).toISOString().split(/[T.]/);
  if (form === 'plain') return `${date} ${time}`;
  const minutes = Math.round(offsetOf(at, zone) / MINUTE);
  const size = Math.abs(minutes);
  const digits = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join('');
  return `${date}T${time}${minutes < 0 ? '-' : '+'}${digits}`;
}
