import { formatInstant } from '../../sql/format-instant.ts';
import { offsetAt } from '../../sql/time-zone.ts';

const MINUTE = 60_000;

/** `2026-03-04 02:11:12`, or with `T` and the zone's offset `2026-03-04T02:11:12-0800` (aqua.md §1.6). */
export function zonedText(at: number, zone: string, form: 'plain' | 'offset'): string {
  const offset = offsetAt(at, zone);
  const text = formatInstant(at + offset);
  if (form === 'plain') return text;
  const minutes = Math.round(Math.abs(offset) / MINUTE);
  const digits = [Math.floor(minutes / 60), minutes % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join('');
  return `${text.replace(' ', 'T')}${offset < 0 ? '-' : '+'}${digits}`;
}
