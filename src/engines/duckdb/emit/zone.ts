import { EngineError } from '../../../ports/engine.ts';
import { quoteText } from './quote.ts';

/** A zone that is known while compiling. */
export type Zone =
  | { readonly kind: 'offset'; readonly minutes: number }
  | { readonly kind: 'region'; readonly name: string };

/** Every name that Trino prints as `UTC`. */
const UTC_NAMES = new Set(['utc', 'z', 'gmt', 'ut', 'uct', 'zulu', 'etc/utc', 'etc/gmt', 'etc/uct', 'gmt0']);

/** Trino accepts offsets up to fourteen hours. */
const MAX_OFFSET_MINUTES = 14 * 60;

/** @throws EngineError `user` for a zone that nobody knows. */
export function parseZone(zone: string): Zone {
  if (UTC_NAMES.has(zone.toLowerCase())) return { kind: 'offset', minutes: 0 };
  const offset = /^(?:utc|gmt|ut)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(zone);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    if (minutes > MAX_OFFSET_MINUTES) throw unknownZone(zone);
    return { kind: 'offset', minutes: offset[1] === '-' ? -minutes : minutes };
  }
  try {
    const name = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
    return name === 'UTC' ? { kind: 'offset', minutes: 0 } : { kind: 'region', name: zone };
  } catch {
    throw unknownZone(zone);
  }
}

function unknownZone(zone: string): EngineError {
  return new EngineError('user', `'${zone}' is not a valid time zone`);
}

/** `Z`, `+05:30`. */
export function offsetText(minutes: number): string {
  if (minutes === 0) return 'Z';
  const absolute = Math.abs(minutes);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}

/** The zone as Trino names it in a text. */
export function zoneName(zone: string): string {
  const parsed = parseZone(zone);
  if (parsed.kind === 'region') return parsed.name;
  return parsed.minutes === 0 ? 'UTC' : offsetText(parsed.minutes);
}

const MICROS_A_MINUTE = 60_000_000;

/** TIMESTAMPTZ → the wall clock of the zone, TIMESTAMP. */
export function localTime(instant: string, zone: string): string {
  const parsed = parseZone(zone);
  if (parsed.kind === 'region') return `timezone(${quoteText(parsed.name)}, ${instant})`;
  if (parsed.minutes === 0) return `make_timestamp(epoch_us(${instant}))`;
  return `make_timestamp(epoch_us(${instant}) + ${parsed.minutes * MICROS_A_MINUTE})`;
}

/** TIMESTAMP, the wall clock of the zone → TIMESTAMPTZ. */
export function instantOfLocal(local: string, zone: string): string {
  const parsed = parseZone(zone);
  if (parsed.kind === 'region') return `timezone(${quoteText(parsed.name)}, ${local})`;
  if (parsed.minutes === 0) return `make_timestamptz(epoch_us(${local}))`;
  return `make_timestamptz(epoch_us(${local}) - ${parsed.minutes * MICROS_A_MINUTE})`;
}
