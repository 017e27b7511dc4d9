import { quoteText } from './quote.ts';
import { localTime, offsetText, parseZone } from './zone.ts';

/**
 * A TIMESTAMP as ISO 8601: `T`, seconds always, a fraction only where it is not zero and without trailing zeros
 * (data-query contract §5.1). DuckDB's own texts of a date and of a time of day have these digits already; `strftime` or
 * replacing the blank costs twice the time.
 */
export function isoText(sql: string): string {
  return `(CAST(CAST(${sql} AS DATE) AS VARCHAR) || 'T' || CAST(CAST(${sql} AS TIME) AS VARCHAR))`;
}

/**
 * The same for an instant whose region's offset, microseconds, is in a column of its own. `usual`: the offsets of the
 * region in minutes, for which the text is ready.
 */
export function offsetIsoText(sql: string, offset: string, usual: readonly number[]): string {
  const ready = usual.map((minutes) => `WHEN ${minutes * 60_000_000} THEN ${quoteText(offsetText(minutes))}`);
  const suffix = `CASE ${offset} ${ready.join(' ')} ELSE sluice.offset_text(${offset}) END`;
  return `(${isoText(`make_timestamp(epoch_us(${sql}) + ${offset})`)} || ${suffix})`;
}

/** A time stamp with zone as ISO 8601 with its offset, `Z` for UTC. No zone: the value is a pair that carries it. */
export function zonedIsoText(sql: string, zone: string | undefined): string {
  if (zone === undefined) return `sluice.zoned_iso_text(${sql})`;
  const parsed = parseZone(zone);
  const local = localTime(sql, zone);
  if (parsed.kind === 'offset') return `(${isoText(local)} || ${quoteText(offsetText(parsed.minutes))})`;
  return `(${isoText(local)} || sluice.offset_text(epoch_us(${local}) - epoch_us(${sql})))`;
}

/**
 * A wall clock as `YYYY-MM-DDThh:mm:ss` (aqua.md §5.5): its fraction is cut off, also before 1970, where the earlier
 * second is the smaller number. `micros`: since 1970. Cutting the number costs less than cutting the text.
 */
export function secondsText(micros: string): string {
  return isoText(`make_timestamp(${micros} - (${micros} % 1000000 + 1000000) % 1000000)`);
}

/** A time stamp with zone as `YYYY-MM-DDThh:mm:ss±hhmm` (aqua.md §5.5). No zone: the value is a pair that carries it. */
export function basicOffsetText(sql: string, zone: string | undefined): string {
  if (zone === undefined) return `sluice.zoned_basic_text(${sql})`;
  const parsed = parseZone(zone);
  if (parsed.kind === 'region')
    throw new TypeError(`The offset of ${parsed.name} has to be in a column of its own`);
  const shift = parsed.minutes === 0 ? '' : ` + ${parsed.minutes * 60_000_000}`;
  return `(${secondsText(`(epoch_us(${sql})${shift})`)} || ${quoteText(basicOffset(parsed.minutes))})`;
}

/** The same for an instant whose region's offset is in a column of its own, as in `offsetIsoText`. */
export function regionBasicOffsetText(sql: string, offset: string, usual: readonly number[]): string {
  const ready = usual.map(
    (minutes) => `WHEN ${minutes * 60_000_000} THEN ${quoteText(basicOffset(minutes))}`,
  );
  const suffix = `CASE ${offset} ${ready.join(' ')} ELSE sluice.basic_offset(${offset}) END`;
  return `(${secondsText(`(epoch_us(${sql}) + ${offset})`)} || ${suffix})`;
}

/** `+0000`, `-0730`. */
function basicOffset(minutes: number): string {
  return minutes === 0 ? '+0000' : offsetText(minutes).replace(':', '');
}
