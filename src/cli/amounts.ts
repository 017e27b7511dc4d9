const COUNT = new Intl.NumberFormat('en-US');
const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `1,234,567`. */
export function count(value: number): string {
  return COUNT.format(value);
}

/** `1 row`, `1,234 rows`. */
export function rowsText(rows: number): string {
  return `${count(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}

/** `512 bytes`, `1.5 MiB`. */
export function size(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`;
}
