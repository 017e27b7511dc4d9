import type { OutputSpec, OutputStyle } from '../../../ports/engine.ts';
import type { ColumnId, Query } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import { padded, textOf } from './cast-to-text.ts';
import {
  basicOffsetText,
  isoText,
  offsetIsoText,
  regionBasicOffsetText,
  secondsText,
  zonedIsoText,
} from './iso-text.ts';
import { jsonText, orNull } from './json-text.ts';
import { quoteText } from './quote.ts';
import { shortDecimal } from './short-decimal.ts';
import { parseZone } from './zone.ts';
import { offsetMicros, usualOffsets } from './zone-offset.ts';

type OutputColumn = Query['output'][number];

/** `|` where a DSV names no separator (data-query contract §5.2). */
export const DEFAULT_DSV_SEPARATOR = '|';

export interface LineEncoding {
  /** Columns that `line` needs beside the output's: `expression AS name`. */
  readonly helpers: readonly string[];
  /** Cells that `line` takes from the scan of their column, as `q<id>`: SQL over the column `c<id>`, null for null. */
  readonly cells: ReadonlyMap<ColumnId, string>;
  /** SQL of one VARCHAR: a row's line without its end. */
  readonly line: string;
  /** The first line of the file; JSON has none, and no other format whose style says so. */
  readonly header?: string;
}

/**
 * The bytes of a row, by format (data-query contract §5.1–5.3). Where cells of columns `atScan` have to be looked
 * through for what needs quotes, their scan does it.
 */
export function encodeLine(
  columns: readonly OutputColumn[],
  now: number,
  { format, separator, style = {} }: Pick<OutputSpec, 'format' | 'separator' | 'style'>,
  atScan: ReadonlySet<ColumnId>,
): LineEncoding {
  const helpers = new Helpers(now, format === 'jsonl' ? undefined : style.dateTimes, atScan);
  // Who writes the lines ends each with `\n`.
  const end = style.lineEnd === 'crlf' ? '\r' : '';
  if (format === 'jsonl') {
    const line = jsonLine(columns, helpers, style, end);
    return { line, helpers: helpers.list(), cells: helpers.cells };
  }
  const between = format === 'csv' ? ',' : format === 'tsv' ? '\t' : (separator ?? DEFAULT_DSV_SEPARATOR);
  const cells = columns.map(({ id, type }) => cell(id, type, between, helpers, style));
  const labels = columns.map(({ label }) => quoteCell(label, between));
  return {
    helpers: helpers.list(),
    cells: helpers.cells,
    line: `concat(${cells.join(`, ${quoteText(between)}, `)}, ${quoteText(end)})`,
    ...(style.header !== 'none' && { header: labels.join(between) + end }),
  };
}

/** Columns computed once a row, because what follows mentions them often; and what the scans compute. */
class Helpers {
  readonly #now: number;
  readonly #dateTimes: OutputStyle['dateTimes'];
  readonly #atScan: ReadonlySet<ColumnId>;
  readonly #columns = new Map<string, string>();
  readonly cells = new Map<ColumnId, string>();

  constructor(now: number, dateTimes: OutputStyle['dateTimes'], atScan: ReadonlySet<ColumnId>) {
    this.#now = now;
    this.#dateTimes = dateTimes;
    this.#atScan = atScan;
  }

  /** The text of a column of a region's zone; `undefined` for all others. */
  text(id: number, type: SqlType): string | undefined {
    if (type.kind !== 'timestamp with time zone' || type.zone === undefined) return undefined;
    const zone = parseZone(type.zone);
    if (zone.kind !== 'region') return undefined;
    this.#columns.set(`o${id}`, offsetMicros(`c${id}`, zone.name, this.#now));
    const text = this.#dateTimes === 'basic-offset' ? regionBasicOffsetText : offsetIsoText;
    return text(`c${id}`, `o${id}`, usualOffsets(zone.name, this.#now));
  }

  /** A name for a text. */
  named(id: number, text: string): string {
    this.#columns.set(`t${id}`, text);
    return `t${id}`;
  }

  /** The cell of a column, made by its scan where that is to be. */
  cell(id: ColumnId, sql: string): string {
    if (!this.#atScan.has(id)) return sql;
    this.cells.set(id, sql);
    return `q${id}`;
  }

  /** `expression AS name`; a later one may mention an earlier one. */
  list(): readonly string[] {
    return [...this.#columns].map(([name, sql]) => `${sql} AS ${name}`);
  }
}

/** Nulls become nothing: `concat` leaves them out. */
function jsonLine(
  columns: readonly OutputColumn[],
  helpers: Helpers,
  style: OutputStyle,
  end: string,
): string {
  const json = style.decimals === 'full' ? 'full' : 'result';
  const parts = columns.flatMap(({ id, type, label }, i) => {
    const key = `${i === 0 ? '{' : ','}${escapeLineEnds(JSON.stringify(label))}:`;
    const zoned = helpers.text(id, type);
    const value = zoned === undefined ? jsonText(`c${id}`, type, json) : `('"' || ${zoned} || '"')`;
    return [quoteText(key), orNull(value)];
  });
  return `concat(${parts.join(', ')}, ${quoteText(`}${end}`)})`;
}

/** As the engine escapes them in values (macro `json_text`). */
function escapeLineEnds(json: string): string {
  return json.replace(
    /[\u0085\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** A value of CSV, quoted where it must be. */
export function quoteCell(text: string, separator: string): string {
  return new RegExp(`[${escapeForClass(separator)}"\\r\\n]`).test(text)
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}

function escapeForClass(character: string): string {
  return /[\\\]^-]/.test(character) ? `\\${character}` : character;
}

function cell(id: number, type: SqlType, separator: string, helpers: Helpers, style: OutputStyle): string {
  const text = notNullCell(id, type, separator, helpers, style);
  const { nullText } = style;
  return nullText === undefined ? text : `coalesce(${text}, ${quoteText(quoteCell(nullText, separator))})`;
}

/** Null stays null. */
function notNullCell(
  id: number,
  type: SqlType,
  separator: string,
  helpers: Helpers,
  style: OutputStyle,
): string {
  const text = helpers.text(id, type) ?? cellText(`c${id}`, type, style);
  if (!mayNeedQuotes(type, separator)) return text;
  const value = text === `c${id}` ? text : helpers.named(id, text);
  const quoted = `sluice.quote_cell(${value}, ${quoteText(separator)})`;
  const shown = style.emptyText === 'quoted' ? `if(${value} = '', '""', ${quoted})` : quoted;
  return text === `c${id}` ? helpers.cell(id, shown) : shown;
}

function cellText(sql: string, type: SqlType, style: OutputStyle): string {
  const short = style.decimals === 'short';
  const basic = style.dateTimes === 'basic-offset';
  switch (type.kind) {
    case 'decimal':
      return short ? shortDecimal(sql, type) : textOf(sql, type);
    case 'double':
    case 'real':
      return short ? `sluice.plain_double(${sql})` : `sluice.java_double(${sql})`;
    case 'timestamp':
      return basic ? secondsText(`epoch_us(${sql})`) : isoText(sql);
    case 'timestamp with time zone':
      return basic ? basicOffsetText(sql, type.zone) : zonedIsoText(sql, type.zone);
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
