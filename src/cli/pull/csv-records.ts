/**
 * Records of a CSV file (RFC 4180: commas, quotes doubled inside quotes, LF or CRLF), the header first. What stands
 * between quotes may have line breaks. @throws Error for a quote that is not closed
 */
export async function* csvRecords(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let record: string[] = [];
  let cell = '';
  let quoted = false;
  /** A quote inside quotes: the next character says whether it is one of the text or the end. */
  let open = false;
  /** A return outside quotes: it belongs to the line's end if a line feed follows. */
  let returned = false;
  for await (const chunk of bytes) {
    for (const char of decoder.decode(chunk, { stream: true })) {
      if (open) {
        open = false;
        if (char === '"') {
          cell += char;
          continue;
        }
        quoted = false;
      }
      if (returned) {
        returned = false;
        if (char !== '\n') cell += '\r';
      }
      if (quoted) {
        if (char === '"') open = true;
        else cell += char;
      } else if (char === '"' && cell === '') quoted = true;
      else if (char === ',') {
        record.push(cell);
        cell = '';
      } else if (char === '\n') {
        yield [...record, cell];
        record = [];
        cell = '';
      } else if (char === '\r') returned = true;
      else cell += char;
    }
  }
  if (quoted && !open) throw new Error('the file ends inside quotes');
  if (cell !== '' || record.length > 0) yield [...record, cell];
}
