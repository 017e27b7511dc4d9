import { quoteText } from './quote.ts';
import { localTime, offsetText, parseZone } from './zone.ts';

/**
 * A TIMESTAMP as ISO 8601: `T`, seconds always, a fraction only where it is not zero and without trailing zeros
 * (data-query contract §5.1). DuckDB's own text has these digits already; `strftime` costs twice the time.
 */
export function isoText(sql: string): string {
  return `replace(CAST(${sql} AS VARCHAR), ' ', 'T')`;
}

/** A time stamp with zone as ISO 8601 with its offset, `Z` for UTC. No zone: the value is a pair that carries it. */
export function zonedIsoText(sql: string, zone: string | undefined): string {
  if (zone === undefined) return `sluice.zoned_iso_text(${sql})`;
  const parsed = parseZone(zone);
  const local = localTime(sql, zone);
  if (parsed.kind === 'offset') return `(${isoText(local)} || ${quoteText(offsetText(parsed.minutes))})`;
  return `(${isoText(local)} || sluice.offset_text(epoch_us(${local}) - epoch_us(${sql})))`;
}
