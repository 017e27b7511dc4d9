import { open } from 'node:fs/promises';
import { fileFault } from './file-fault.ts';
import { RecordScanner } from './record-scanner.ts';

/** The longest line that the engine reads, bytes: its own default. */
export const LINE_BYTES_MAX = 2_000_000;

/** What is wrong where a quote opens a value and none closes it. */
export const QUOTE_FAULT = 'a quoted value does not end where it should; allowed: "…" with "" inside';

/** Bytes read at once. */
const CHUNK_BYTES = 64 * 1024;

const MARKS: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['UTF-8', [0xef, 0xbb, 0xbf]],
  ['UTF-16', [0xff, 0xfe]],
  ['UTF-16', [0xfe, 0xff]],
];

/**
 * The cells of the first record; `undefined` of an empty file.
 * @throws EngineError `user` for a byte-order mark, for what is not UTF-8, and for a quote that nothing closes
 */
export async function readHead(path: string, delimiter: string): Promise<readonly string[] | undefined> {
  const bytes = await firstRecord(path, delimiter);
  if (bytes.length === 0) return undefined;
  const text = decoded(bytes);
  const cells: string[] = [];
  const scanner = new RecordScanner(delimiter);
  let cell = '';
  for (const char of text) {
    const seen = scanner.next(char.charCodeAt(0));
    if (seen === 'text') cell += char;
    else if (seen !== 'skip') {
      cells.push(unquoted(cell));
      cell = '';
      if (seen === 'end') return cells;
    }
  }
  if (scanner.insideQuotes) throw fileFault(`Line 1: ${QUOTE_FAULT}.`);
  return [...cells, unquoted(cell)];
}

/** @throws EngineError `user` for a byte-order mark (bulk-data.md §6) */
export async function refuseMark(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(3) });
    checkMark(buffer);
  } finally {
    await file.close();
  }
}

function checkMark(head: Buffer): void {
  for (const [name, bytes] of MARKS)
    if (bytes.every((byte, i) => head[i] === byte))
      throw fileFault(
        `The file begins with a byte-order mark (${name}); allowed: UTF-8 without a byte-order mark.`,
      );
}

async function firstRecord(path: string, delimiter: string): Promise<Buffer> {
  const file = await open(path);
  const pieces: Buffer[] = [];
  const scanner = new RecordScanner(delimiter);
  try {
    for (let length = 0; length <= LINE_BYTES_MAX; ) {
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(CHUNK_BYTES) });
      const piece = buffer.subarray(0, bytesRead);
      if (length === 0) checkMark(piece);
      pieces.push(piece);
      length += bytesRead;
      if (bytesRead === 0) return Buffer.concat(pieces);
      const end = piece.findIndex((byte) => scanner.next(byte) === 'end');
      if (end >= 0) return Buffer.concat(pieces).subarray(0, length - bytesRead + end + 1);
    }
    throw fileFault(`Line 1: longer than ${LINE_BYTES_MAX} bytes.`);
  } finally {
    await file.close();
  }
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fileFault('Line 1: not UTF-8; allowed: text in UTF-8, neither compressed nor a spreadsheet.');
  }
}

function unquoted(cell: string): string {
  return /^ *"/.test(cell) ? cell.trim().replace(/^"|"$/g, '').replaceAll('""', '"') : cell;
}
