import { localAt, offsetAt } from './calendar.ts';

/** A value of a row: dates as `2026-03-08`, date-times in ms, numbers in units of 10⁻¹⁰. */
export type Cell =
  | null
  | string
  | boolean
  | { readonly number: bigint }
  | { readonly day: string }
  | { readonly ms: number };

export const NUMBER_DIGITS = 10;
const ONE = 10n ** BigInt(NUMBER_DIGITS);

/** `-2.50`, `.5`, `10`: exactly. */
export function numberOf(text: string): { readonly number: bigint } {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d*)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole + fraction === '' || fraction.length > NUMBER_DIGITS) throw new Error(`${text} is no number`);
  const number = BigInt(whole + fraction.padEnd(NUMBER_DIGITS, '0'));
  return { number: sign === '-' ? -number : number };
}

export function wholeNumber(value: number): { readonly number: bigint } {
  return { number: BigInt(value) * ONE };
}

/** -1, 0 or 1. Texts by their bytes in UTF-8. */
export function compareCells(left: Exclude<Cell, null>, right: Exclude<Cell, null>): number {
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  const [a, b] = [bare(left), bare(right)];
  if (typeof a !== typeof b) throw new Error(`${String(a)} and ${String(b)} cannot be compared`);
  return a < b ? -1 : a > b ? 1 : 0;
}

function bare(cell: Exclude<Cell, null>): string | boolean | bigint | number {
  if (typeof cell !== 'object') return cell;
  return 'number' in cell ? cell.number : 'day' in cell ? cell.day : cell.ms;
}

/** What two rows of one group share. */
export function keyOf(cell: Cell): string {
  return cell === null ? 'null' : `${typeof cell} ${String(bare(cell))}`;
}

/** As it stands in the file (aqua.md §5.5). */
export function cellText(cell: Cell, nullText: string, zone: string): string {
  if (cell === null) return nullText;
  if (typeof cell !== 'object') return String(cell);
  if ('day' in cell) return cell.day;
  if ('number' in cell) return numberText(cell.number);
  const minutes = offsetAt(cell.ms, zone) / 60_000;
  const digits =
    `${Math.floor(Math.abs(minutes) / 60)}`.padStart(2, '0') + `${Math.abs(minutes) % 60}`.padStart(2, '0');
  return `${localAt(cell.ms, zone)}${minutes < 0 ? '-' : '+'}${digits}`;
}

function numberText(number: bigint): string {
  const digits = `${number < 0n ? -number : number}`.padStart(NUMBER_DIGITS + 1, '0');
  const fraction = digits.slice(-NUMBER_DIGITS).replace(/0+$/, '');
  const text = digits.slice(0, -NUMBER_DIGITS) + (fraction && `.${fraction}`);
  return number < 0n ? `-${text}` : text;
}
