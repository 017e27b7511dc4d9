import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogueField, CatalogueObject } from '../../../../ports/catalogue.ts';
import { DataError } from '../../../../ports/tenant-data.ts';
import { allowedIn, typedText } from '../text-value.ts';
import type { RowTexts } from './row-texts.ts';

/** Characters of a value that a message repeats. */
const SHOWN = 60;

/** @throws DataError for the first value that does not fit its field. */
export async function checkValues(
  connection: DuckDBConnection,
  object: CatalogueObject,
  rows: readonly RowTexts[],
): Promise<void> {
  const values = new Map<CatalogueField, { readonly row: number; readonly text: string }[]>();
  for (const [row, { fields, texts }] of rows.entries())
    for (const [i, field] of fields.entries()) {
      const text = texts[i];
      if (typeof text !== 'string') continue;
      const given = values.get(field);
      if (given === undefined) values.set(field, [{ row, text }]);
      else given.push({ row, text });
    }
  for (const [field, given] of values) await checkField(connection, object, field, given);
}

async function checkField(
  connection: DuckDBConnection,
  object: CatalogueObject,
  field: CatalogueField,
  given: readonly { readonly row: number; readonly text: string }[],
): Promise<void> {
  const typed = typedText(field, 't', { strictPicklists: true });
  if (typed === 't') return;
  const result = await connection.runAndReadAll(
    `SELECT i FROM (SELECT unnest(range($1)) AS i, unnest(from_json(CAST($2 AS JSON), '["VARCHAR"]')) AS t)
     WHERE t <> '' AND ${typed} IS NULL ORDER BY i LIMIT 1`,
    [given.length, JSON.stringify(given.map(({ text }) => text))],
  );
  const index = result.getRowsJson()[0]?.[0];
  const bad = index === undefined ? undefined : given[Number(index)];
  if (bad === undefined) return;
  const shown = bad.text.length > SHOWN ? `${bad.text.slice(0, SHOWN)}…` : bad.text;
  throw new DataError(
    `upsert[${bad.row}]: ${object.name}.${field.name} cannot be ${JSON.stringify(shown)}; allowed: ${allowedIn(field)}`,
  );
}
