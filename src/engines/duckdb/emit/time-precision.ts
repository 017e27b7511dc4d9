/** DuckDB's time stamps have microseconds. */
export const MAX_TIME_PRECISION = 6;

/**
 * A TIMESTAMP or TIMESTAMPTZ with no more than `to` digits of a second, rounded half up. No-op where it has no more
 * anyway.
 */
export function rounded(
  sql: string,
  from: number,
  to: number,
  type: 'TIMESTAMP' | 'TIMESTAMPTZ' = 'TIMESTAMP',
): string {
  if (to >= from || to >= MAX_TIME_PRECISION) return sql;
  const unit = microsOfLastDigit(to);
  const make = type === 'TIMESTAMP' ? 'make_timestamp' : 'make_timestamptz';
  return `${make}(sluice.round_to(epoch_us(${sql}), ${unit}))`;
}

/** Microseconds of one unit of the last of `precision` digits of a second. */
export function microsOfLastDigit(precision: number): number {
  return 10 ** Math.max(0, MAX_TIME_PRECISION - precision);
}
