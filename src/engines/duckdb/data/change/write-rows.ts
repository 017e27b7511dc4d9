import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogueField } from '../../../../ports/catalogue.ts';
import type { DataChange } from '../../../../ports/tenant-data.ts';
import { quoteName, quoteText, tableOf } from '../layout.ts';
import { typedText } from '../text-value.ts';
import type { RowTexts } from './row-texts.ts';

type IdentifiedRow = RowTexts & { readonly id: string };

/** Rows that name the same fields are written by one statement; `texts` is then id and values of each. */
interface Batch {
  readonly fields: readonly CatalogueField[];
  readonly texts: (string | null)[][];
}

export async function insertRows(
  connection: DuckDBConnection,
  { object, entity, org, userId }: DataChange,
  rows: readonly IdentifiedRow[],
  stamp: number,
): Promise<void> {
  const at = `make_timestamptz(${stamp * 1000})`;
  for (const { fields, texts } of batches(rows)) {
    const values = {
      createdbyid: quoteText(userId),
      createddate: at,
      updatedbyid: quoteText(userId),
      updateddate: at,
      ...namedValues(fields),
      id: 'r[1]',
      sluice_entity: quoteText(entity),
      sluice_org: object.tenantWide === true ? 'NULL' : quoteText(org),
      sluice_deleted: 'false',
    };
    const columns = Object.keys(values).map(quoteName).join(', ');
    await connection.run(
      `INSERT INTO ${tableOf(object.name)} (${columns}) SELECT ${Object.values(values).join(', ')} FROM ${ROWS}`,
      [JSON.stringify(texts)],
    );
  }
}

/** Fields not named keep their values. */
export async function updateRows(
  connection: DuckDBConnection,
  { object, userId }: DataChange,
  rows: readonly RowTexts[],
  stamp: number,
): Promise<void> {
  const identified = rows.flatMap((row) => (row.id === undefined ? [] : [{ ...row, id: row.id }]));
  for (const { fields, texts } of batches(identified)) {
    const values = {
      updatedbyid: quoteText(userId),
      updateddate: `make_timestamptz(${stamp * 1000})`,
      ...namedValues(fields),
    };
    const sets = Object.entries(values).map(([name, value]) => `${quoteName(name)} = ${value}`);
    await connection.run(
      `UPDATE ${tableOf(object.name)} AS t SET ${sets.join(', ')} FROM ${ROWS} WHERE t.id = r[1]`,
      [JSON.stringify(texts)],
    );
  }
}

/** The parameter as rows of texts, `r`. */
const ROWS = `(SELECT unnest(from_json(CAST($1 AS JSON), '[["VARCHAR"]]')) AS r) AS given`;

/** Column → value; the first text of a row is its id. */
function namedValues(fields: readonly CatalogueField[]): Record<string, string> {
  return Object.fromEntries(
    fields.map((field, i) => [field.name.toLowerCase(), typedText(field, `r[${i + 2}]`)]),
  );
}

function batches(rows: readonly IdentifiedRow[]): Batch[] {
  const found = new Map<string, Batch>();
  for (const { id, fields, texts } of rows) {
    const key = fields.map(({ name }) => name).join(' ');
    const batch = found.get(key) ?? { fields, texts: [] };
    batch.texts.push([id, ...texts]);
    found.set(key, batch);
  }
  return [...found.values()];
}
