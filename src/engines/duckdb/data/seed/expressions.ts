/**
 * Pieces of SQL that seed rows are made of. Everything is computed from row numbers: nothing is random, nothing
 * depends on the time, so the same plan gives the same rows.
 */

/** A text literal. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * One of these values, by a number from 0 up.
 * @param number an integer expression
 */
export function pick(values: readonly string[], number: string): string {
  return `([${values.map(text).join(', ')}])[1 + (${number}) % ${values.length}]`;
}

/** Like `pick`, of numbers. */
export function pickNumber(values: readonly number[], number: string): string {
  return `([${values.join(', ')}])[1 + (${number}) % ${values.length}]`;
}

/** `value` where the condition holds, else null. */
export function when(condition: string, value: string): string {
  return `CASE WHEN ${condition} THEN ${value} END`;
}

/** Money from a whole number of cents. */
export function cents(number: string): string {
  return `CAST(CAST(${number} AS DECIMAL(16, 0)) * 0.01 AS DECIMAL(18, 6))`;
}

/** A unit price from a whole number of 1/10,000. */
export function unitPrice(number: string): string {
  return `CAST(CAST(${number} AS DECIMAL(14, 0)) * 0.0001 AS DECIMAL(22, 9))`;
}

/** A point in time from ms since 1970. */
export function instant(ms: string): string {
  return `make_timestamptz(1000 * (${ms}))`;
}

/** `number` as text of eight digits, so that numbers sort like their text. */
export function eightDigits(number: string): string {
  return `right(CAST(100000000 + ${number} AS VARCHAR), 8)`;
}
