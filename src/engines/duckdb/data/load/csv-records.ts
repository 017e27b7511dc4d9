import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { DataError } from '../../../../ports/tenant-data.ts';
import type { DataFile } from './data-files.ts';

export interface CsvRecord {
  /** Of its first character, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The text of a file, unzipped where its name ends in `.gz`. */
export function fileText(file: DataFile): AsyncIterable<string> {
  const bytes = createReadStream(file.path);
  if (!file.name.toLowerCase().endsWith('.gz')) return bytes.setEncoding('utf8') as AsyncIterable<string>;
  const text = createGunzip();
  bytes.on('error', (error) => text.destroy(error));
  return bytes.pipe(text).setEncoding('utf8') as AsyncIterable<string>;
}

/**
 * The records of a CSV file one by one; for the header, and to find the line of a record that the engine only knows
 * by its number. Blank lines are none.
 */
export async function* csvRecords(file: DataFile): AsyncGenerator<CsvRecord> {
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let line = 1;
  let first = 1;
  try {
    for await (const text of fileText(file))
      for (const char of text) {
        if (char === '\n') line += 1;
        if (char === '"') quoted = !quoted;
        if (quoted || (char !== ',' && char !== '\n' && char !== '\r')) {
          cell += char;
        } else if (char !== '\r') {
          cells.push(unquoted(cell));
          cell = '';
          if (char === '\n') {
            if (cells.length > 1 || cells[0] !== '') yield { line: first, cells };
            cells = [];
            first = line;
          }
        }
      }
  } catch (error) {
    throw new DataError(`${file.name} cannot be read: ${(error as Error).message}`);
  }
  if (cell !== '' || cells.length > 0) yield { line: first, cells: [...cells, unquoted(cell)] };
}

function unquoted(cell: string): string {
  return cell.startsWith('"')
    ? cell.slice(1, cell.endsWith('"') ? -1 : undefined).replaceAll('""', '"')
    : cell;
}
