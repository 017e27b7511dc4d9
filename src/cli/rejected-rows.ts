import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { csvRecords } from './csv-records.ts';

/** What is wrong with one row, as the server's file of failed rows says it (bulk-data.md §5.3). */
export interface RejectedRow {
  readonly code: string;
  readonly message: string;
}

/** The first of them, at most `limit`; the rest of the file is not read. */
export async function rejectedRows(
  bytes: ReadableStream<Uint8Array>,
  file: { readonly format: 'csv' | 'jsonl'; readonly delimiter: string },
  limit: number,
): Promise<readonly RejectedRow[]> {
  const rows: RejectedRow[] = [];
  const source = Readable.fromWeb(bytes as WebStream<Uint8Array>);
  try {
    for await (const row of file.format === 'jsonl' ? ofJsonl(source) : ofCsv(source, file.delimiter)) {
      rows.push(row);
      if (rows.length === limit) break;
    }
  } finally {
    source.destroy();
  }
  return rows;
}

async function* ofJsonl(source: Readable): AsyncGenerator<RejectedRow> {
  for await (const line of createInterface({ input: source })) {
    const { errorCode = '', errorMessage = '' } = JSON.parse(line) as {
      readonly errorCode?: string;
      readonly errorMessage?: string;
    };
    yield { code: errorCode, message: errorMessage };
  }
}

/** Code and message are the last two columns. */
async function* ofCsv(source: Readable, delimiter: string): AsyncGenerator<RejectedRow> {
  let inHeader = true;
  for await (const record of csvRecords(source, delimiter)) {
    if (!inHeader) yield { code: record.at(-2) ?? '', message: record.at(-1) ?? '' };
    inHeader = false;
  }
}
