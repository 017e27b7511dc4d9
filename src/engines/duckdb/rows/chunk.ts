import type { CatalogueField } from '../../../ports/catalogue.ts';
import type { RowFault, RowLoad } from '../../../ports/row-load.ts';
import { allowedIn, typedText } from '../data/text-value.ts';
import { quoteText } from '../emit/quote.ts';
import { SHOWN_CHARACTERS } from './file-fault.ts';
import { pointer } from './json-pointer.ts';
import type { Fill, RowPlan } from './plan.ts';
import { EXCESS_TEXT, STAGE, type Stage } from './stage.ts';

/**
 * The temporary table of the rows at work, typed once: `row` (of the stage), `id` (but for an import), for the n-th of
 * the plan's fills its value `v<n>`, of an update whether it was given, `g<n>`, and `faults`, null where nothing in the
 * row itself is wrong.
 */
export const CHUNK = 'row_chunk';

/** Characters of a text at most: the longest that the product's own text fields hold (Account.Notes: 65,535). */
const TEXT_CHARACTERS_MAX = 65_535;

/** What empties a field when it is updated (bulk-data.md §6). */
const NULL_WORD = 'Null';

/** The rows of the stage from `first` to `last`, typed. */
export function chunkStatement(
  load: RowLoad,
  plan: RowPlan,
  stage: Stage,
  { first, last }: { readonly first: number; readonly last: number },
): string {
  const range = `rowid BETWEEN ${first} AND ${last}${stage.recordOf === 'record' ? ' AND record = rowid' : ''}`;
  const isUpdate = load.action === 'update';
  const fills = plan.fills.map((fill, n) => new FilledCell(fill, n, load, stage));
  const ids = plan.idColumn === undefined ? [] : ['id'];
  const given = isUpdate ? fills.map(({ n }) => `g${n}`) : [];
  const values = fills.map(({ n }) => `v${n}`);
  const shape = shapeFault(stage);
  const own = [
    ...(plan.idColumn === undefined ? [] : [noId(plan)]),
    ...fills.flatMap((cell) => cell.faults()),
  ];
  const all = [...own, ...missing(load, plan)];
  const bad = [...(shape === undefined ? [] : [shape.test]), ...all.map(({ test }) => test)];
  const list =
    all.length === 0 ? NO_FAULTS : `list_filter([${all.map(faultOf).join(', ')}], lambda f: f IS NOT NULL)`;
  const faults =
    shape === undefined ? list : `CASE WHEN ${shape.test} THEN [${faultOf(shape)}] ELSE ${list} END`;
  const kept = ['"row"', ...ids, ...values, ...given];
  return `CREATE OR REPLACE TEMP TABLE ${CHUNK} AS SELECT ${kept.join(', ')},
      ${bad.length === 0 ? NO_FAULTS : `CASE WHEN ${bad.join(' OR ')} THEN ${faults} END`} AS faults
    FROM (SELECT *${fills.map((cell) => `, ${cell.typed()} AS v${cell.n}`).join('')}
        ${isUpdate ? fills.map((cell) => `, ${cell.given()} AS g${cell.n}`).join('') : ''}
      FROM (${texts(plan, stage, range)}))`;
}

/** `x<n>`: the text of a cell, null when it is empty; of JSONL also `k<n>`, what kind of value it is. */
function texts(plan: RowPlan, stage: Stage, range: string): string {
  const columns = plan.fills.map(({ column }, n) => ({ column, text: `x${n}`, kind: `k${n}` }));
  if (plan.idColumn !== undefined) columns.push({ column: plan.idColumn, text: 'id', kind: 'k_id' });
  if (stage.format === 'csv') {
    const cells = columns.map(({ column, text }) => `, c${column} AS ${text}`).join('');
    return `SELECT rowid AS "row"${stage.excess ? ', excess' : ''}${cells} FROM ${STAGE} WHERE ${range}`;
  }
  const paths = columns.map(({ column }) => quoteText(pointer(stage.headers[column] ?? ''))).join(', ');
  const cells = columns
    .map(({ text, kind }, i) => `, nullif(texts[${i + 1}], '') AS ${text}, kinds[${i + 1}] AS ${kind}`)
    .join('');
  const values = (of: string) => `CASE WHEN fine THEN ${of}(line, CAST([${paths}] AS VARCHAR[])) END`;
  return `SELECT "row", fine${cells} FROM (SELECT rowid AS "row", fine${
    columns.length === 0 ? '' : `, ${values('json_extract_string')} AS texts, ${values('json_type')} AS kinds`
  } FROM ${STAGE} WHERE ${range})`;
}

const NO_FAULTS = 'CAST(NULL AS STRUCT(code VARCHAR, message VARCHAR)[])';

interface Fault {
  readonly test: string;
  readonly code: RowFault;
  /** SQL of a text. */
  readonly message: string;
}

function faultOf({ test, code, message }: Fault): string {
  return `CASE WHEN ${test} THEN struct_pack(code := ${quoteText(code)}, message := ${message}) END`;
}

/** SQL: a value as messages show it. */
export function shownText(sql: string): string {
  const cut = `CASE WHEN length(${sql}) > ${SHOWN_CHARACTERS} THEN left(${sql}, ${SHOWN_CHARACTERS}) || '…' ELSE ${sql} END`;
  return `CAST(to_json(${cut}) AS VARCHAR)`;
}

class FilledCell {
  readonly n: number;
  readonly #field: CatalogueField;
  readonly #name: string;
  readonly #text: string;
  readonly #isUpdate: boolean;
  readonly #isJson: boolean;
  readonly #default: string | undefined;

  constructor({ field }: Fill, n: number, load: RowLoad, stage: Stage) {
    this.n = n;
    this.#field = field;
    this.#name = `${load.object}.${field.name}`;
    this.#isUpdate = load.action === 'update';
    this.#isJson = stage.format === 'jsonl';
    this.#text = this.#isUpdate ? `nullif(x${n}, ${quoteText(NULL_WORD)})` : `x${n}`;
    this.#default = load.action === 'import' ? defaultOf(load, field) : undefined;
  }

  /** Null where the text does not fit. */
  typed(): string {
    const typed = typedText(this.#field, this.#text, { strictPicklists: true });
    return this.#default === undefined
      ? typed
      : `CASE WHEN x${this.n} IS NULL THEN ${typedText(this.#field, quoteText(this.#default))} ELSE ${typed} END`;
  }

  given(): string {
    return this.#isJson
      ? `(x${this.n} IS NOT NULL OR coalesce(k${this.n} = 'NULL', false))`
      : `x${this.n} IS NOT NULL`;
  }

  faults(): Fault[] {
    const faults: Fault[] = [];
    const { type, options } = this.#field;
    const cannotBe = (allowed: string) =>
      `concat(${quoteText(`${this.#name} cannot be `)}, ${shownText(`x${this.n}`)}, ${quoteText(`; allowed: ${allowed}`)})`;
    const nested = `(k${this.n} IN ('OBJECT', 'ARRAY'))`;
    if (type === 'text' || (type === 'picklist' && options.length === 0)) {
      // Bytes first: they need not be counted.
      const long = `(strlen(x${this.n}) > ${TEXT_CHARACTERS_MAX} AND length(x${this.n}) > ${TEXT_CHARACTERS_MAX})`;
      const counted = `concat(${quoteText(`${this.#name} cannot have `)}, length(x${this.n}), ' characters; allowed: ${TEXT_CHARACTERS_MAX}')`;
      faults.push({ test: long, code: 'length', message: counted });
      if (this.#isJson) faults.push({ test: nested, code: 'type', message: cannotBe('text') });
      return faults;
    }
    const misfit = `(${this.#text} IS NOT NULL AND v${this.n} IS NULL)`;
    faults.push({
      test: misfit,
      code: type === 'picklist' ? 'option' : 'type',
      message: cannotBe(allowedIn(this.#field)),
    });
    return faults;
  }
}

function shapeFault({ format, excess }: Stage): Fault | undefined {
  if (format === 'jsonl') return { test: 'NOT fine', code: 'shape', message: `'The line is no JSON object'` };
  return excess
    ? {
        test: `(${EXCESS_TEXT} IS NOT NULL)`,
        code: 'shape',
        message: `'The row has more cells than the header'`,
      }
    : undefined;
}

function noId({ object }: RowPlan): Fault {
  return { test: 'id IS NULL', code: 'empty', message: quoteText(`${object.name}.Id must not be empty`) };
}

/** What every row to import must have, and no update may empty (bulk-data.md §10). */
function missing({ action, object, required, defaults }: RowLoad, { fills }: RowPlan): Fault[] {
  if (action !== 'import' && action !== 'update') return [];
  const defaulted = new Set(Object.keys(defaults).map((name) => name.toLowerCase()));
  return required.flatMap((names): Fault[] => {
    const wanted = names.map((name) => name.toLowerCase());
    const cells = fills.flatMap(({ field }, n) => (wanted.includes(field.name.toLowerCase()) ? [n] : []));
    const label = names.map((name) => `${object}.${name}`).join(' or ');
    const message = quoteText(`${label} must not be empty`);
    if (action === 'import') {
      if (wanted.some((name) => defaulted.has(name))) return [];
      const empty = cells.map((n) => `x${n} IS NULL`).join(' AND ');
      return [{ test: cells.length === 0 ? 'true' : `(${empty})`, code: 'empty', message }];
    }
    const [n] = cells;
    if (n === undefined || names.length > 1) return [];
    const isNull = `(g${n} AND nullif(x${n}, ${quoteText(NULL_WORD)}) IS NULL)`;
    return [{ test: isNull, code: 'empty', message }];
  });
}

/** Of a field's default, its text. */
export function defaultOf({ defaults }: RowLoad, field: CatalogueField): string | undefined {
  return Object.entries(defaults).find(([name]) => name.toLowerCase() === field.name.toLowerCase())?.[1];
}
