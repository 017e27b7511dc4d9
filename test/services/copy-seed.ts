import { type DataQueryClient, download } from '../support/data-query-client.ts';
import { askTrino } from './trino-client.ts';

/** Rows in one INSERT: the statement stays well under Trino's limit of a million characters. */
const ROWS_A_STATEMENT = 100;

/**
 * Puts the rows of these tables of Sluice into Trino's `owl.data`, columns typed alike and in the same order.
 * Rows come as JSON: there null and the empty text are two things.
 */
export async function copySeed(
  client: DataQueryClient,
  trinoUrl: string,
  tables: readonly string[],
): Promise<void> {
  for (const table of tables) {
    const columns = (await rowsOf(client, `DESCRIBE ${table}`)).map((row) => ({
      name: String(row['Column']),
      type: trinoType(String(row['Type'])),
    }));
    const rows = await rowsOf(client, `SELECT * FROM ${table}`);
    await mustAsk(trinoUrl, `DROP TABLE IF EXISTS owl.data."${table}"`);
    const list = columns.map(({ name, type }) => `"${name}" ${type}`).join(', ');
    await mustAsk(trinoUrl, `CREATE TABLE owl.data."${table}" (${list})`);
    for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
      const values = rows
        .slice(from, from + ROWS_A_STATEMENT)
        .map((row) => `(${columns.map(({ name, type }) => literal(row[name], type)).join(', ')})`);
      await mustAsk(trinoUrl, `INSERT INTO owl.data."${table}" VALUES ${values.join(', ')}`);
    }
  }
}

async function rowsOf(client: DataQueryClient, sql: string): Promise<Record<string, unknown>[]> {
  const job = await client.run(sql, { outputFormat: 'JSON' });
  if (job.dataFile === undefined) throw new Error(`${sql}: ${job.errorMessage}`);
  return (await download(job.dataFile))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** DESCRIBE prints no precision of time stamps; data-query-and-query-runs.md §4.4 fixes it. */
function trinoType(type: string): string {
  return type === 'timestamp with time zone' ? 'timestamp(3) with time zone' : type;
}

function literal(value: unknown, type: string): string {
  if (value === null || value === undefined) return 'NULL';
  if (type.startsWith('timestamp')) return `TIMESTAMP '${zoned(String(value))}'`;
  if (type === 'date') return `DATE '${value}'`;
  if (type.startsWith('decimal')) return `CAST('${value}' AS ${type})`;
  if (type === 'boolean' || type === 'integer' || type === 'bigint') return String(value);
  return `'${String(value).replaceAll("'", "''")}'`;
}

/** `2024-05-06T07:08:09.1-07:00` in the zone of the tenant, as the column has it. */
function zoned(iso: string): string {
  const instant = new Date(iso);
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'America/Los_Angeles',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(instant);
  return `${parts}.${String(instant.getUTCMilliseconds()).padStart(3, '0')} America/Los_Angeles`;
}

async function mustAsk(url: string, sql: string): Promise<void> {
  const outcome = await askTrino(url, sql);
  if ('error' in outcome) throw new Error(`Trino: ${outcome.error}: ${sql.slice(0, 200)}`);
}
