import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';

/**
 * Records of a CSV file (RFC 4180: quotes doubled inside quotes, LF or CRLF), the header first. What stands between
 * quotes may have line breaks. @throws Error for a quote that is not closed
 */
export async function* csvRecords(
  bytes: AsyncIterable<Uint8Array>,
  delimiter = ',',
): AsyncGenerator<readonly string[]> {
  const options = {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\n', '\r\n'],
  };
  // What fails, fails the loop below.
  const records = pipeline(Readable.from(bytes), parse(options), () => undefined);
  try {
    for await (const record of records) yield record as readonly string[];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED')
      throw new Error('the file ends inside quotes', { cause: error });
    throw error;
  }
}
