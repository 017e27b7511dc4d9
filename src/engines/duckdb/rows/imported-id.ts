import { createHash } from 'node:crypto';

/** Hex digits of each part of an id: 32 in all. */
const STAMP_DIGITS = 12;
const JOB_DIGITS = 8;
const ROW_DIGITS = 12;

/**
 * SQL of the id of an imported row, 32 hex digits: the load's first stamp, so that ids follow time, the job, and the row
 * `row` of the file. No two loads share a stamp. A report made later finds the same.
 */
export function importedId(job: string, stamp: number, row: string): string {
  const begin =
    stamp.toString(16).padStart(STAMP_DIGITS, '0') +
    createHash('sha256').update(job).digest('hex').slice(0, JOB_DIGITS);
  return `concat('${begin}', lpad(lower(to_hex(${row} + 1)), ${ROW_DIGITS}, '0'))`;
}
