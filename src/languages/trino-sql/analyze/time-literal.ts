import { formatInstant } from '../../../sql/format-instant.ts';
import { instantOfLocal, normalizeZone } from '../../../sql/time-zone.ts';
import type { Literal } from '../../../sql/tree.ts';

/** Digits of a second's fraction that Trino keeps. */
const MAX_FRACTION = 12;

const DATE = /^\s*([+-]?\d{4,})-(\d{1,2})-(\d{1,2})\s*$/;
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?$/;
const TIMESTAMP =
  /^([+-]?\d{4,})-(\d{1,2})-(\d{1,2})(?: (?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?\s*(\S.*)?)?$/;

/** `undefined`: not a valid literal. */
export function dateLiteral(text: string): Literal | undefined {
  const parts = DATE.exec(text);
  const date = parts && validDate(parts[1], parts[2], parts[3]);
  return date ? { op: 'literal', type: { kind: 'date' }, value: date } : undefined;
}

export function timeLiteral(text: string): Literal | undefined {
  const parts = TIME.exec(text);
  const clock = parts && validClock(parts[1], parts[2], parts[3]);
  const fraction = parts?.[4] ?? '';
  if (!clock || fraction.length > MAX_FRACTION) return undefined;
  const value = fraction ? `${clock}.${fraction}` : clock;
  return { op: 'literal', type: { kind: 'time', precision: fraction.length }, value };
}

/**
 * `TIMESTAMP '…'`: its precision is the number of digits written; with a zone it is a timestamp with time zone. Time
 * and seconds may be left out, and the zone may take the loose forms of the data-query contract §4.4.
 */
export function timestampLiteral(text: string): Literal | undefined {
  const parts = TIMESTAMP.exec(text);
  if (!parts) return undefined;
  const date = validDate(parts[1], parts[2], parts[3]);
  const clock = validClock(parts[4] ?? '0', parts[5] ?? '0', parts[6]);
  const fraction = parts[7] ?? '';
  if (!date || !clock || fraction.length > MAX_FRACTION) return undefined;
  const precision = fraction.length;
  const suffix = fraction ? `.${fraction}` : '';
  if (parts[8] === undefined) {
    return { op: 'literal', type: { kind: 'timestamp', precision }, value: `${date} ${clock}${suffix}` };
  }
  const zone = normalizeZone(parts[8]);
  if (zone === undefined) return undefined;
  const value = `${formatInstant(instantOfLocal(utcMs(date, clock), zone))}${suffix}`;
  return { op: 'literal', type: { kind: 'timestamp with time zone', precision, zone }, value };
}

function utcMs(date: string, clock: string): number {
  const [, sign, year, month, day] = /^([+-]?)(\d+)-(\d+)-(\d+)$/.exec(date) ?? [];
  const [hour, minute, second] = clock.split(':').map(Number);
  const ms = Date.UTC(2000, Number(month) - 1, Number(day), hour, minute, second);
  return new Date(ms).setUTCFullYear(
    sign === '-' ? -Number(year) : Number(year),
    Number(month) - 1,
    Number(day),
  );
}

function validDate(year = '', month = '', day = ''): string | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1) return undefined;
  const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
  const days = m === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(m) ? 30 : 31;
  if (d > days) return undefined;
  return `${y < 0 ? '-' : ''}${pad(Math.abs(y), 4)}-${pad(m)}-${pad(d)}`;
}

function validClock(hour = '0', minute = '0', second = '0'): string | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return `${pad(Number(hour))}:${pad(Number(minute))}:${pad(Number(second))}`;
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}
