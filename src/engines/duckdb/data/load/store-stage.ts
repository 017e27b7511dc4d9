import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogueObject } from '../../../../ports/catalogue.ts';
import type { LoadSource } from '../../../../ports/tenant-data.ts';
import { quoteName, quoteText, tableOf } from '../layout.ts';
import { typedText } from '../text-value.ts';
import type { FilledField } from './check-stage.ts';
import { STAGE } from './staged-file.ts';

/**
 * Moves the staged rows into their table, in place of those with the same id. Of rows with one id in one file the
 * last counts. A row that replaces another stays in its org and keeps its creation, where the file does not say it.
 */
export async function storeStage(
  connection: DuckDBConnection,
  object: CatalogueObject,
  filled: readonly FilledField[],
  source: Pick<LoadSource, 'entity' | 'org' | 'userId'>,
  stamp: number,
): Promise<void> {
  const table = tableOf(object.name);
  await connection.run(`CREATE TEMP TABLE load_rows AS ${identified(object, filled)}`);
  await connection.run(
    `CREATE TEMP TABLE load_replaced AS SELECT id, createddate, createdbyid, sluice_entity, sluice_org FROM ${table}
     WHERE id IN (SELECT row_id FROM load_rows)`,
  );
  await connection.run(`DELETE FROM ${table} WHERE id IN (SELECT id FROM load_replaced)`);
  const at = `make_timestamptz(${stamp * 1000})`;
  const user = quoteText(source.userId);
  const made = {
    createddate: `coalesce(p.createddate, ${at})`,
    createdbyid: `coalesce(p.createdbyid, ${user})`,
  };
  const changed = { updateddate: at, updatedbyid: user };
  const org = object.tenantWide === true ? 'NULL' : quoteText(source.org);
  const values: Record<string, string> = { ...made, ...changed };
  for (const { stage, field } of filled) {
    const column = field.name.toLowerCase();
    const typed = typedText(field, `s.${stage}`);
    values[column] = column in values ? `coalesce(${typed}, ${values[column]})` : typed;
  }
  Object.assign(values, {
    id: 's.row_id',
    sluice_entity: `coalesce(p.sluice_entity, ${quoteText(source.entity)})`,
    sluice_org: `CASE WHEN p.id IS NULL THEN ${org} ELSE p.sluice_org END`,
    sluice_deleted: 'false',
  });
  await connection.run(
    `INSERT INTO ${table} (${Object.keys(values).map(quoteName).join(', ')})
     SELECT ${Object.values(values).join(', ')} FROM load_rows s LEFT JOIN load_replaced p ON p.id = s.row_id`,
  );
  for (const temporary of ['load_rows', 'load_replaced', STAGE])
    await connection.run(`DROP TABLE ${temporary}`);
}

/**
 * The staged rows with an id each, one a row. An id that the file lacks is made from the row's content, so that the
 * same file loaded again gives the same rows.
 */
function identified(object: CatalogueObject, filled: readonly FilledField[]): string {
  const own = filled.find(({ field }) => field.name === 'Id');
  const content = filled.map(({ stage }) => `coalesce('=' || ${stage}, '')`).join(', ');
  const made = `md5(${quoteText(object.name)} || chr(31) || concat_ws(chr(31), ${content}))`;
  const given = own === undefined ? 'CAST(NULL AS VARCHAR)' : `nullif(${own.stage}, '')`;
  return `SELECT * EXCLUDE (given_id, made_id, made_again), coalesce(given_id,
      CASE WHEN made_again = 1 THEN made_id ELSE md5(made_id || made_again) END) AS row_id
    FROM (SELECT *, row_number() OVER (PARTITION BY made_id ORDER BY sluice_row) AS made_again
      FROM (SELECT *, ${given} AS given_id, ${made} AS made_id FROM ${STAGE}))
    QUALIFY given_id IS NULL OR row_number() OVER (PARTITION BY given_id ORDER BY sluice_row DESC) = 1
    ORDER BY sluice_row`;
}
