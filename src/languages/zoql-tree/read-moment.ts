import { instantOfLocal, normalizeZone } from '../../sql/time-zone.ts';
import { dayText, midnight } from './day.ts';
import type { Moment } from './moment.ts';
import { relativeMoment } from './relative-moment.ts';

const WRITTEN =
  /^(\d{4})-(\d{2})-(\d{2})(?:([T ])(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** `undefined`: it is none. Without a zone of its own it is of the given one. `now` in ms. */
export function readMoment(text: string, zone: string, now: number): Moment | undefined {
  const parts = WRITTEN.exec(text.trim());
  if (!parts) return relativeMoment(text.trim(), zone, now);
  const [, year, month, day, separator, hour = '0', minute = '0', second = '0', fraction, offset] = parts;
  const start = midnight(Number(year), Number(month), Number(day));
  const own = offset === undefined ? zone : normalizeZone(offset.toUpperCase());
  if (start === undefined || own === undefined) return undefined;
  if (separator === undefined) {
    // Of a date only Z was seen.
    return offset === undefined || own === 'UTC' ? { kind: 'day', midnight: start, zone: own } : undefined;
  }
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (separator === ' ') return { kind: 'space' };
  if (fraction !== undefined) return { kind: 'fraction' };
  const local = start + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  return { kind: 'instant', ms: instantOfLocal(local, own), date: dayText(start) };
}
