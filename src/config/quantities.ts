/** Times and sizes as people write them (operating.md §9): `3h`, `10m`, `2GiB`, plain numbers. */

const MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

export const DURATION_FORM = 'a time such as 500ms, 30s, 10m, 3h or 2d';
export const SIZE_FORM = 'a size such as 1048576, 50MiB or 2GiB';

/** Milliseconds; a plain number counts as milliseconds. `undefined` when it is no time of 0 or more. */
export function parseDuration(text: string | number): number | undefined {
  return quantity(text, MS);
}

/** Whole bytes; a plain number counts as bytes. `undefined` when it is no size of 0 or more. */
export function parseSize(text: string | number): number | undefined {
  return quantity(text, BYTES);
}

function quantity(text: string | number, units: Readonly<Record<string, number>>): number | undefined {
  const found = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(String(text).trim());
  if (found === null) return undefined;
  const unit = (found[2] ?? '').toLowerCase();
  const factor = unit === '' ? 1 : units[unit];
  if (factor === undefined) return undefined;
  const value = Math.round(Number(found[1]) * factor);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A non-negative whole number. */
export function parseCount(text: string | number): number | undefined {
  const plain = String(text).trim();
  if (!/^\d+$/.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** As `parseDuration` reads it back: `3h`, `90s`, `1500ms`, `0s`. */
export function durationText(ms: number): string {
  if (ms === 0) return '0s';
  return withUnit(ms, ['d', 'h', 'm', 's', 'ms'], MS);
}

/** As `parseSize` reads it back: `2GiB`, `50MiB`; a plain number where no binary unit divides it. */
export function sizeText(bytes: number): string {
  return bytes === 0 ? '0' : withUnit(bytes, ['TiB', 'GiB', 'MiB', 'KiB', ''], { ...BYTES, '': 1 });
}

function withUnit(
  value: number,
  units: readonly string[],
  factors: Readonly<Record<string, number>>,
): string {
  const unit = units.find((name) => value % (factors[name.toLowerCase()] ?? Number.NaN) === 0) ?? '';
  return `${value / (factors[unit.toLowerCase()] ?? 1)}${unit}`;
}
