import type { DuckDBConnection } from '@duckdb/node-api';
import type { RowLoad } from '../../../ports/row-load.ts';
import { tableOf } from '../data/layout.ts';
import { typedText } from '../data/text-value.ts';
import { isVisible } from '../data/visible-rows.ts';
import { quoteName, quoteText } from '../emit/quote.ts';
import { WITHOUT_FAULT } from './check-chunk.ts';
import { CHUNK, defaultOf } from './chunk.ts';
import { fileFault } from './file-fault.ts';
import type { RowPlan } from './plan.ts';

/** Writes the rows of the chunk that have no fault, dated `stamp` (ms); within the caller's transaction. */
export async function writeRows(
  connection: DuckDBConnection,
  load: RowLoad,
  plan: RowPlan,
  how: { readonly stamp: number; readonly importedId: string; readonly faults: boolean },
): Promise<void> {
  const rows = `(SELECT * FROM ${CHUNK} AS c${how.faults ? ` WHERE ${WITHOUT_FAULT}` : ''})`;
  await connection.run(statement(load, plan, rows, how));
}

function statement(
  load: RowLoad,
  plan: RowPlan,
  rows: string,
  { stamp, importedId }: { readonly stamp: number; readonly importedId: string },
): string {
  const at = `make_timestamptz(${stamp * 1000})`;
  const changed = { updateddate: at, updatedbyid: quoteText(load.userId) };
  switch (load.action) {
    case 'import':
      return insertion(load, plan, rows, {
        createddate: at,
        createdbyid: quoteText(load.userId),
        ...changed,
        id: importedId,
      });
    case 'update':
      return update(load, updatedRows(plan, rows), { ...updatedValues(plan), ...changed });
    case 'cancel':
      return update(load, `(SELECT DISTINCT id FROM ${rows})`, { ...canceledValues(load, plan), ...changed });
    case 'delete':
      return plan.object.softDelete
        ? update(load, rows, { sluice_deleted: 'true', sluice_deleted_at: at, ...changed })
        : `DELETE FROM ${tableOf(load.object)} AS t WHERE ${named(load)} AND t.id IN (SELECT id FROM ${rows})`;
  }
}

function insertion(
  load: RowLoad,
  { object, fills }: RowPlan,
  rows: string,
  own: Readonly<Record<string, string>>,
): string {
  const values: Record<string, string> = {};
  for (const field of object.fields) {
    const text = defaultOf(load, field);
    if (text !== undefined) values[field.name.toLowerCase()] = typedText(field, quoteText(text));
  }
  for (const [n, { field }] of fills.entries()) values[field.name.toLowerCase()] = `v${n}`;
  Object.assign(values, own, {
    sluice_entity: quoteText(load.entity),
    sluice_org: object.tenantWide === true ? 'NULL' : quoteText(load.org),
    sluice_deleted: 'false',
  });
  return `INSERT INTO ${tableOf(load.object)} (${Object.keys(values).map(quoteName).join(', ')})
    SELECT ${Object.values(values).join(', ')} FROM ${rows}`;
}

/** One row a record: of several, each field's last value in the order of the file. */
function updatedRows({ fills }: RowPlan, rows: string): string {
  const last = fills.map(
    (_, n) =>
      `, coalesce(bool_or(g${n}), false) AS g${n}, last(v${n} ORDER BY "row") FILTER (g${n}) AS v${n}`,
  );
  return `(SELECT id${last.join('')} FROM ${rows} GROUP BY id)`;
}

function updatedValues({ fills }: RowPlan): Record<string, string> {
  return Object.fromEntries(
    fills.map(({ field }, n) => {
      const column = field.name.toLowerCase();
      return [column, `CASE WHEN c.g${n} THEN c.v${n} ELSE t.${quoteName(column)} END`];
    }),
  );
}

/** @throws EngineError `user` when the object cannot be canceled so */
function canceledValues({ cancels, object: name }: RowLoad, { object }: RowPlan): Record<string, string> {
  return Object.fromEntries(
    Object.entries(cancels).map(([wanted, text]) => {
      const field = object.fields.find((candidate) => candidate.name.toLowerCase() === wanted.toLowerCase());
      if (field === undefined) throw fileFault(`${name} has no field ${wanted}, which a cancel sets.`);
      return [field.name.toLowerCase(), typedText(field, quoteText(text))];
    }),
  );
}

function update(load: RowLoad, rows: string, values: Readonly<Record<string, string>>): string {
  const sets = Object.entries(values).map(([column, value]) => `${quoteName(column)} = ${value}`);
  return `UPDATE ${tableOf(load.object)} AS t SET ${sets.join(', ')} FROM ${rows} AS c WHERE t.id = c.id AND ${named(load)}`;
}

function named({ visible }: RowLoad): string {
  return `NOT t.sluice_deleted AND ${isVisible(visible, 't.')}`;
}
