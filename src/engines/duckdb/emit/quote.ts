/** The only two ways by which text of a user or of the catalogue enters a statement. */

/** A string literal. NUL would end the statement's text for the engine, so it goes in as a call. */
export function quoteText(text: string): string {
  if (!text.includes('\0')) return `'${text.replaceAll("'", "''")}'`;
  return `concat(${text.split('\0').map(quoteText).join(', chr(0), ')})`;
}

/** An identifier. @throws RangeError for one that no table can have. */
export function quoteName(name: string): string {
  if (name === '' || name.includes('\0')) throw new RangeError('A name must not be empty or contain NUL.');
  return `"${name.replaceAll('"', '""')}"`;
}
