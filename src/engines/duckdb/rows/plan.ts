import type { CatalogueField, CatalogueObject } from '../../../ports/catalogue.ts';
import type { RowColumns, RowLoad } from '../../../ports/row-load.ts';
import { targetOf } from '../data/load/columns.ts';
import { fileFault, shown } from './file-fault.ts';

/** Which columns of a file go where. */
export interface RowPlan {
  readonly object: CatalogueObject;
  readonly columns: RowColumns;
  readonly fills: readonly Fill[];
  /** Index of the column of the record's id; an import has none. */
  readonly idColumn: number | undefined;
}

export interface Fill {
  /** Index of the column. */
  readonly column: number;
  readonly field: CatalogueField;
}

/** Columns of a file at most: each costs memory for every batch of rows, and no object has as many fields. */
const COLUMNS_MAX = 1_000;

/**
 * Written by who loads, not by the file. What an export has of them is passed over rather than refused, so that a file
 * that was exported can be corrected and loaded.
 */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'createddate',
  'createdbyid',
  'updateddate',
  'updatedbyid',
]);

/** @throws EngineError `user` for headers that cannot be told apart (bulk-data.md §6) */
export function checkHeaders(headers: readonly string[]): void {
  if (headers.length > COLUMNS_MAX)
    throw fileFault(`The file has ${headers.length} columns; allowed: ${COLUMNS_MAX}.`);
  const seen = new Map<string, number>();
  for (const [i, header] of headers.entries()) {
    if (header.trim() === '')
      throw fileFault(`The header of column ${i + 1} is empty; the first row must name each column.`);
    const before = seen.get(header);
    if (before !== undefined)
      throw fileFault(`The header ${shown(header)} stands twice, in columns ${before + 1} and ${i + 1}.`);
    seen.set(header, i);
  }
}

/**
 * Columns that fill no field are ignored, so that a file of rows that failed can be loaded again.
 * @throws EngineError `user` for a mapping of what there is not, for two columns that fill one field, and when the
 *   column of ids is missing
 */
export function planRows(load: RowLoad, object: CatalogueObject, headers: readonly string[]): RowPlan {
  const targets =
    load.mappings === undefined ? byName(object, headers) : byMapping(load.mappings, object, headers);
  const idColumn = load.action === 'import' ? undefined : idColumnOf(load, object, headers, targets);
  const filled = new Map<CatalogueField, number>();
  for (const [i, field] of targets.entries()) {
    const isOwn = field !== undefined && OWN_FIELDS.has(field.name.toLowerCase());
    if (field === undefined || isOwn || i === idColumn) continue;
    const before = filled.get(field);
    if (before !== undefined)
      throw fileFault(
        `The columns ${shown(headers[before] ?? '')} and ${shown(headers[i] ?? '')} both fill ${object.name}.${field.name}.`,
      );
    filled.set(field, i);
  }
  const writes = load.action === 'import' || load.action === 'update';
  const fills = writes ? [...filled].map(([field, column]) => ({ column, field })) : [];
  const columns = headers.map((column, i) => {
    const field = i === idColumn ? 'Id' : fills.find((fill) => fill.column === i)?.field.name;
    return field === undefined ? { column } : { column, field };
  });
  return { object, columns, fills, idColumn };
}

type Targets = readonly (CatalogueField | undefined)[];

function byName(object: CatalogueObject, headers: readonly string[]): Targets {
  return headers.map((header) => {
    const target = targetOf(header.trim(), object);
    return typeof target === 'string' ? undefined : target;
  });
}

function byMapping(
  mappings: NonNullable<RowLoad['mappings']>,
  object: CatalogueObject,
  headers: readonly string[],
): Targets {
  const targets: (CatalogueField | undefined)[] = headers.map(() => undefined);
  for (const { column, field } of mappings) {
    const at = headers.indexOf(column);
    if (at < 0)
      throw fileFault(`The mapping names the column ${shown(column)}, which the file does not have.`);
    const target = object.fields.find(({ name }) => name.toLowerCase() === field.toLowerCase());
    if (target === undefined)
      throw fileFault(`The mapping names the field ${shown(field)}, which ${object.name} does not have.`);
    if (targets[at] !== undefined) throw fileFault(`The mapping names the column ${shown(column)} twice.`);
    targets[at] = target;
  }
  return targets;
}

function idColumnOf(
  { idColumn, action }: RowLoad,
  object: CatalogueObject,
  headers: readonly string[],
  targets: Targets,
): number {
  const named = idColumn === undefined ? -1 : headers.indexOf(idColumn);
  if (idColumn !== undefined && named < 0)
    throw fileFault(`The file has no column ${shown(idColumn)}, which should hold the records' ids.`);
  if (named >= 0) return named;
  const isId = (field: CatalogueField | undefined) => field?.name.toLowerCase() === 'id';
  const mapped = targets.findIndex(isId);
  const found = mapped >= 0 ? mapped : byName(object, headers).findIndex(isId);
  if (found < 0)
    throw fileFault(`The file has no column that holds the records' ids; to ${action} needs one, named Id.`);
  return found;
}
