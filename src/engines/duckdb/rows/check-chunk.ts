import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogueObject } from '../../../ports/catalogue.ts';
import type { RefusedRow } from '../../../ports/gates.ts';
import type { RowFault, RowLoad } from '../../../ports/row-load.ts';
import { tableOf } from '../data/layout.ts';
import { isVisible } from '../data/visible-rows.ts';
import { quoteName, quoteText } from '../emit/quote.ts';
import { CHUNK, shownText } from './chunk.ts';
import { FAULTS } from './ledger.ts';
import { targetsOf } from './objects-of.ts';
import type { RowPlan } from './plan.ts';
import { STAGE, type Stage } from './stage.ts';

/** The temporary table of what is wrong with the rows at work: `row`, `place` (in the message), `code`, `message`. */
export const CHUNK_FAULTS = 'row_faults';

/** Faults of one row that its message names. */
const FAULTS_NAMED = 5;

/**
 * Finds the faults of the chunk, those that are in the rows themselves and those that the tenant's data show; within
 * the writer's turn. Answers how many rows it has, and how many of them have some.
 */
export async function checkChunk(
  connection: DuckDBConnection,
  load: RowLoad,
  plan: RowPlan,
  beside: {
    readonly objects: readonly CatalogueObject[];
    readonly refused: readonly RefusedRow[];
    readonly stage: Pick<Stage, 'recordOf'>;
  },
): Promise<{ readonly rows: number; readonly faulty: number }> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${CHUNK_FAULTS} AS SELECT "row", place, f.code AS code, f.message AS message
     FROM (SELECT "row", unnest(faults) AS f, generate_subscripts(faults, 1) AS place FROM ${CHUNK}
       WHERE faults IS NOT NULL)`,
  );
  for (const row of beside.refused) await refuseRow(connection, row, beside.stage);
  if (plan.idColumn !== undefined) await checkIds(connection, load);
  if (plan.fills.length > 0) await checkReferences(connection, load, plan, beside.objects);
  await checkTaken(connection, load, plan);
  const result = await connection.runAndReadAll(
    `SELECT (SELECT count(*) FROM ${CHUNK}), (SELECT count(DISTINCT "row") FROM ${CHUNK_FAULTS})`,
  );
  const [rows, faulty] = result.getRowsJson()[0] ?? [];
  return { rows: Number(rows), faulty: Number(faulty) };
}

/** Puts them into the ledger: all of a row's in one message, under the first one's code. */
export async function writeFaults(connection: DuckDBConnection, job: string): Promise<void> {
  await connection.run(
    `INSERT INTO ${FAULTS} SELECT ${quoteText(job)}, "row", arg_min(code, place),
       string_agg(message, '; ' ORDER BY place) FILTER (nth <= ${FAULTS_NAMED})
     FROM (SELECT *, row_number() OVER (PARTITION BY "row" ORDER BY place) AS nth FROM ${CHUNK_FAULTS})
     GROUP BY "row" ORDER BY "row"`,
  );
}

/** SQL: whether a row of the chunk `c` has no fault. */
export const WITHOUT_FAULT = `c."row" NOT IN (SELECT "row" FROM ${CHUNK_FAULTS})`;

/** The n-th record of the file, where the chunk has it, is refused before anything else is said of it. */
async function refuseRow(
  connection: DuckDBConnection,
  { row, message }: RefusedRow,
  { recordOf }: Pick<Stage, 'recordOf'>,
): Promise<void> {
  const records = `SELECT rowid FROM ${STAGE}${recordOf === 'record' ? ' WHERE record = rowid' : ''}`;
  const nth = `(${records} ORDER BY rowid LIMIT 1 OFFSET ${row - 1})`;
  await addFaults(connection, `c."row" = ${nth}`, ['type', PLACES.refused, quoteText(message)]);
}

/** Faults of these kinds come after those in the row itself, but for a refusal. */
const PLACES = { refused: 0, id: 10_000, reference: 20_000, taken: 30_000 };

/**
 * A record that is updated twice in one file is, in the file's order; one that is deleted twice was gone when its second
 * row came.
 */
async function checkIds(connection: DuckDBConnection, { action, object, visible }: RowLoad): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE row_known AS SELECT t.id FROM ${tableOf(object)} AS t
     WHERE NOT t.sluice_deleted AND ${isVisible(visible, 't.')} AND t.id IN (SELECT id FROM ${CHUNK})`,
  );
  const unknown = concat(`There is no ${object} with the id `, shownText('c.id'));
  await addFaults(connection, 'c.id IS NOT NULL AND c.id NOT IN (SELECT id FROM row_known)', [
    'unknown-id',
    PLACES.id,
    unknown,
  ]);
  if (action !== 'delete') return;
  await connection.run(
    `INSERT INTO ${CHUNK_FAULTS} SELECT "row", ${PLACES.id}, 'unknown-id', ${concat(`A row above deletes the ${object} `, shownText('id'))}
     FROM (SELECT * FROM ${CHUNK} AS c WHERE ${WITHOUT_FAULT}
       QUALIFY row_number() OVER (PARTITION BY id ORDER BY "row") > 1)`,
  );
}

/** A field that leads to another object names a live record there that the caller sees, or is empty. */
async function checkReferences(
  connection: DuckDBConnection,
  { object, visible }: RowLoad,
  { object: catalogued, fills }: RowPlan,
  objects: readonly CatalogueObject[],
): Promise<void> {
  for (const [n, { field }] of fills.entries()) {
    const targets = targetsOf(catalogued, field.name, objects);
    if (targets.length === 0) continue;
    // The chunk's own values first: the other table may be large.
    const found = targets.map(
      (target) =>
        `SELECT t.id FROM ${tableOf(target)} AS t WHERE NOT t.sluice_deleted AND ${isVisible(visible, 't.')}
           AND t.id IN (SELECT v${n} FROM ${CHUNK})`,
    );
    await connection.run(`CREATE OR REPLACE TEMP TABLE row_known AS ${found.join(' UNION ALL ')}`);
    const message = concat(
      `${object}.${field.name} names no ${targets.join(', ')} that there is: `,
      shownText(`c.v${n}`),
    );
    await addFaults(connection, `c.v${n} IS NOT NULL AND c.v${n} NOT IN (SELECT id FROM row_known)`, [
      'reference',
      PLACES.reference + n,
      message,
    ]);
  }
}

/**
 * Of rows of a file with one value the first that has no other fault gets it; after it, the field after that. A value
 * that a live row gives up in the same chunk is still taken.
 */
async function checkTaken(
  connection: DuckDBConnection,
  { object, unique, visible, entity, action }: RowLoad,
  { fills }: RowPlan,
): Promise<void> {
  for (const [n, { field }] of fills.entries()) {
    if (!unique.some((name) => name.toLowerCase() === field.name.toLowerCase())) continue;
    const column = quoteName(field.name.toLowerCase());
    const other = action === 'update' ? 'AND k.id <> c.id' : '';
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE row_known AS SELECT t.id, t.${column} AS value FROM ${tableOf(object)} AS t
       WHERE NOT t.sluice_deleted AND t.sluice_entity = ${quoteText(entity)} AND ${isVisible(visible, 't.')}
         AND t.${column} IN (SELECT v${n} FROM ${CHUNK})`,
    );
    const message = concat(
      `Another ${object} has this ${field.name}: `,
      shownText(`CAST(c.v${n} AS VARCHAR)`),
    );
    const fault = ['taken', PLACES.taken + n, message] as const;
    await addFaults(
      connection,
      `${WITHOUT_FAULT} AND EXISTS (SELECT 1 FROM row_known AS k WHERE k.value = c.v${n} ${other})`,
      fault,
    );
    const own = action === 'update' ? `, c.id` : '';
    await connection.run(
      `INSERT INTO ${CHUNK_FAULTS} SELECT "row", ${fault[1]}, 'taken', ${message} FROM (
         SELECT c.*, first(c."row"${''}) OVER (PARTITION BY c.v${n} ORDER BY c."row") AS first_row${
           own === '' ? '' : `, first(c.id) OVER (PARTITION BY c.v${n} ORDER BY c."row") AS first_id`
         } FROM ${CHUNK} AS c WHERE ${WITHOUT_FAULT} AND c.v${n} IS NOT NULL) AS c
       WHERE first_row <> "row"${own === '' ? '' : ' AND first_id <> id'}`,
    );
  }
}

async function addFaults(
  connection: DuckDBConnection,
  test: string,
  [code, place, message]: readonly [RowFault, number, string],
): Promise<void> {
  await connection.run(
    `INSERT INTO ${CHUNK_FAULTS} SELECT c."row", ${place}, ${quoteText(code)}, ${message} FROM ${CHUNK} AS c WHERE ${test}`,
  );
}

function concat(text: string, sql: string): string {
  return `concat(${quoteText(text)}, ${sql})`;
}
