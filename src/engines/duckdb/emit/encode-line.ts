import type { OutputFormat } from '../../../ports/engine.ts';
import type { Query } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import { padded, textOf } from './cast-to-text.ts';
import { isoText, offsetIsoText, zonedIsoText } from './iso-text.ts';
import { jsonText, orNull } from './json-text.ts';
import { quoteText } from './quote.ts';
import { parseZone } from './zone.ts';
import { offsetMicros, usualOffsets } from './zone-offset.ts';

type OutputColumn = Query['output'][number];

/** `|` where a DSV names no separator (data-query contract §5.2). */
export const DEFAULT_DSV_SEPARATOR = '|';

export interface LineEncoding {
  /** Columns that `line` needs beside the output's: `expression AS name`. */
  readonly helpers: readonly string[];
  /** SQL of one VARCHAR: a row's line without its end. */
  readonly line: string;
  /** The first line of the file; JSON has none. */
  readonly header?: string;
}

/** The bytes of a row, by format (data-query contract §5.1–5.3). */
export function encodeLine(
  columns: readonly OutputColumn[],
  now: number,
  format: OutputFormat,
  separator?: string,
): LineEncoding {
  const offsets = new Offsets(now);
  if (format === 'jsonl') return { line: jsonLine(columns, offsets), helpers: offsets.helpers() };
  const between = format === 'csv' ? ',' : format === 'tsv' ? '\t' : (separator ?? DEFAULT_DSV_SEPARATOR);
  const cells = columns.map(({ id, type }) => cell(id, type, between, offsets));
  return {
    helpers: offsets.helpers(),
    line: `concat(${cells.join(`, ${quoteText(between)}, `)}, '')`,
    header: columns.map(({ label }) => quoteCell(label, between)).join(between),
  };
}

/** The offsets of the columns whose zone is a region, each computed once a row. */
class Offsets {
  readonly #now: number;
  readonly #columns = new Map<number, string>();

  constructor(now: number) {
    this.#now = now;
  }

  /** The text of a column of a region's zone; `undefined` for all others. */
  text(id: number, type: SqlType): string | undefined {
    if (type.kind !== 'timestamp with time zone' || type.zone === undefined) return undefined;
    const zone = parseZone(type.zone);
    if (zone.kind !== 'region') return undefined;
    this.#columns.set(id, zone.name);
    return offsetIsoText(`c${id}`, `o${id}`, usualOffsets(zone.name, this.#now));
  }

  helpers(): readonly string[] {
    return [...this.#columns].map(([id, zone]) => `${offsetMicros(`c${id}`, zone, this.#now)} AS o${id}`);
  }
}

/** Nulls become nothing: `concat` leaves them out. */
function jsonLine(columns: readonly OutputColumn[], offsets: Offsets): string {
  const parts = columns.flatMap(({ id, type, label }, i) => {
    const key = `${i === 0 ? '{' : ','}${escapeLineEnds(JSON.stringify(label))}:`;
    const zoned = offsets.text(id, type);
    const value = zoned === undefined ? jsonText(`c${id}`, type, 'result') : `('"' || ${zoned} || '"')`;
    return [quoteText(key), orNull(value)];
  });
  return `concat(${parts.join(', ')}, '}')`;
}

/** As the engine escapes them in values (macro `json_text`). */
function escapeLineEnds(json: string): string {
  return json.replace(
    /[\u0085\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

function quoteCell(text: string, separator: string): string {
  return new RegExp(`[${escapeForClass(separator)}"\\r\\n]`).test(text)
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}

function escapeForClass(character: string): string {
  return /[\\\]^-]/.test(character) ? `\\${character}` : character;
}

function cell(id: number, type: SqlType, separator: string, offsets: Offsets): string {
  const text = offsets.text(id, type) ?? cellText(`c${id}`, type);
  if (!mayNeedQuotes(type, separator)) return text;
  return `sluice.quote_cell(${text}, ${quoteText(separator)})`;
}

function cellText(sql: string, type: SqlType): string {
  switch (type.kind) {
    case 'double':
    case 'real':
      return `sluice.java_double(${sql})`;
    case 'timestamp':
      return isoText(sql);
    case 'timestamp with time zone':
      return zonedIsoText(sql, type.zone);
    case 'char':
      return padded(sql, type.length);
    case 'varbinary':
      return `base64(${sql})`;
    case 'array':
    case 'map':
    case 'row':
      return jsonText(sql, type, 'result');
    default:
      return textOf(sql, type);
  }
}

/** Characters that texts of numbers, dates and the like are made of; a separator among them forces a look. */
const PLAIN_CHARACTERS = /[0-9A-Za-z+\-.:/ =]/;

/** Whether a value of the type can hold the separator, a quote or a line end. */
function mayNeedQuotes(type: SqlType, separator: string): boolean {
  switch (type.kind) {
    case 'varchar':
    case 'char':
    case 'json':
    case 'array':
    case 'map':
    case 'row':
      return true;
    default:
      return PLAIN_CHARACTERS.test(separator);
  }
}
