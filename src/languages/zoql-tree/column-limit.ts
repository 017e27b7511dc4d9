import { type Position, refuse } from '../zoql-syntax/refuse.ts';

/**
 * Every field of every object that one data source reaches is some 900. The engine plans 5,000 columns for 10 s, and a
 * text of 20,000 characters that repeats `*` would have 100,000.
 */
const MOST_COLUMNS = 2000;

/** @throws LanguageError when a file would have more columns than that */
export function refuseTooMany(columns: number, at: Position): void {
  if (columns > MOST_COLUMNS) throw refuse(at, `The query selects more than ${MOST_COLUMNS} columns`);
}
