import { HIDDEN_FIELDS } from '../../../sql/hidden-fields.ts';
import type { TableScan } from '../../../sql/tree.ts';
import { duckdbType } from './duckdb-type.ts';
import type { Emitter } from './emitter.ts';
import { quoteName, quoteText } from './quote.ts';

/** Schema of the tenant's file that holds the objects (src/ports/tenant-data.ts). */
const DATA_SCHEMA = 'data';

/**
 * The rows of an object that the caller may see: of these entities and orgs only, live or deleted ones. The casts to
 * the catalogue's types are none where the column has that type already.
 */
export function emitTableScan(scan: TableScan, emit: Emitter): string {
  const columns = scan.columns.map(
    ({ id, field, type }) =>
      `${HIDDEN_COLUMNS.get(field) ?? `CAST(${quoteName(field.toLowerCase())} AS ${duckdbType(type)})`} AS c${id}`,
  );
  const rows = `SELECT ${columns.join(', ') || '1 AS nothing'} FROM ${tableOf(scan.object)} WHERE ${visible(scan)}`;
  const cells = scan.columns.flatMap(({ id }) => {
    const cell = emit.cells.get(id);
    return cell === undefined ? [] : [`${cell} AS q${id}`];
  });
  return cells.length === 0 ? rows : `SELECT *, ${cells.join(', ')} FROM (${rows}) AS ${emit.name()}`;
}

/** Columns of every table (src/ports/tenant-data.ts), by their names in the tree. */
const HIDDEN_COLUMNS: ReadonlyMap<string, string> = new Map([
  [HIDDEN_FIELDS.deleted, 'sluice_deleted'],
  [HIDDEN_FIELDS.deletedAt, 'sluice_deleted_at'],
]);

/** Data Query's table of an object: lower case; custom objects are `default__vehicle` (data-query contract §4.2). */
function tableOf(object: string): string {
  const name = object.toLowerCase();
  const table = name.endsWith('__c') ? `default__${name.slice(0, -'__c'.length)}` : name;
  return `${DATA_SCHEMA}.${quoteName(table)}`;
}

function visible({ scope, deleted }: TableScan): string {
  if (scope.entities.length === 0 || scope.orgs.length === 0) return 'false';
  const list = (values: readonly string[]) => values.map(quoteText).join(', ');
  const rows = [
    `sluice_entity IN (${list(scope.entities)})`,
    `(sluice_org IN (${list(scope.orgs)}) OR sluice_org IS NULL)`,
  ];
  if (deleted === 'live') rows.push('NOT sluice_deleted');
  if (deleted === 'deleted') rows.push('sluice_deleted');
  return rows.join(' AND ');
}
