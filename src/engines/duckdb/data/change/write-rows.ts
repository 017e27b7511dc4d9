import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogueField } from '../../../../ports/catalogue.ts';
import type { DataChange } from '../../../../ports/tenant-data.ts';
import { quoteName, quoteText, tableOf } from '../layout.ts';
import { typedText } from '../text-value.ts';
import type { RowTexts } from './row-texts.ts';

type IdentifiedRow = RowTexts & { readonly id: string };

/**
 * All rows as one statement takes them: rows name different fields, and a statement for each such set would let one
 * call hold the tenant's data for minutes.
 */
interface Given {
  /** Those that any row names. */
  readonly fields: readonly CatalogueField[];
  /** Of each row: its id, a `1` or `0` for each field it names or does not, the text of each field. */
  readonly texts: readonly (string | null)[][];
  /** Whether every row names every field. */
  readonly same: boolean;
}

export async function insertRows(
  connection: DuckDBConnection,
  { object, entity, org, userId }: DataChange,
  rows: readonly IdentifiedRow[],
  stamp: number,
): Promise<void> {
  if (rows.length === 0) return;
  const at = `make_timestamptz(${stamp * 1000})`;
  const byDefault: Record<string, string> = {
    createdbyid: quoteText(userId),
    createddate: at,
    updatedbyid: quoteText(userId),
    updateddate: at,
  };
  const given = gather(rows);
  const values = {
    ...byDefault,
    ...namedValues(given, (column) => byDefault[column] ?? 'NULL'),
    id: 'r[1]',
    sluice_entity: quoteText(entity),
    sluice_org: object.tenantWide === true ? 'NULL' : quoteText(org),
    sluice_deleted: 'false',
  };
  const columns = Object.keys(values).map(quoteName).join(', ');
  await connection.run(
    `INSERT INTO ${tableOf(object.name)} (${columns}) SELECT ${Object.values(values).join(', ')} FROM ${ROWS}`,
    [JSON.stringify(given.texts)],
  );
}

/** Fields not named keep their values. */
export async function updateRows(
  connection: DuckDBConnection,
  { object, userId }: DataChange,
  rows: readonly RowTexts[],
  stamp: number,
): Promise<void> {
  const identified = rows.flatMap((row) => (row.id === undefined ? [] : [{ ...row, id: row.id }]));
  if (identified.length === 0) return;
  const byDefault: Record<string, string> = {
    updatedbyid: quoteText(userId),
    updateddate: `make_timestamptz(${stamp * 1000})`,
  };
  const given = gather(identified);
  const values = {
    ...byDefault,
    ...namedValues(given, (column) => byDefault[column] ?? `t.${quoteName(column)}`),
  };
  const sets = Object.entries(values).map(([name, value]) => `${quoteName(name)} = ${value}`);
  await connection.run(
    `UPDATE ${tableOf(object.name)} AS t SET ${sets.join(', ')} FROM ${ROWS} WHERE t.id = r[1]`,
    [JSON.stringify(given.texts)],
  );
}

/** The parameter as rows of texts, `r`. */
const ROWS = `(SELECT unnest(from_json(CAST($1 AS JSON), '[["VARCHAR"]]')) AS r) AS given`;

/** Column → value; `otherwise` is that of a row that does not name the field. */
function namedValues({ fields, same }: Given, otherwise: (column: string) => string): Record<string, string> {
  return Object.fromEntries(
    fields.map((field, i) => {
      const column = field.name.toLowerCase();
      const value = typedText(field, `r[${i + 3}]`);
      return [
        column,
        same ? value : `CASE WHEN r[2][${i + 1}] = '1' THEN ${value} ELSE ${otherwise(column)} END`,
      ];
    }),
  );
}

function gather(rows: readonly IdentifiedRow[]): Given {
  const fields = [...new Set(rows.flatMap((row) => row.fields))];
  const texts = rows.map(({ id, fields: named, texts: own }) => {
    const byField = new Map(named.map((field, i) => [field, own[i] ?? null]));
    const marks = fields.map((field) => (byField.has(field) ? '1' : '0')).join('');
    return [id, marks, ...fields.map((field) => byField.get(field) ?? null)];
  });
  return { fields, texts, same: rows.every((row) => row.fields.length === fields.length) };
}
