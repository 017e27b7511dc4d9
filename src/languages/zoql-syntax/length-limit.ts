import { type Position, refuse } from './refuse.ts';

const START: Position = { line: 1, column: 1 };

/** @throws LanguageError for a text of more characters than it may have. */
export function refuseTooLong(text: string, most: number): void {
  if (text.length > most)
    throw refuse(START, `The query has ${text.length} characters; the most are ${most}`);
}
