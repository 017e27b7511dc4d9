import { text } from 'node:stream/consumers';
import { CliError, EXIT } from './exit-codes.ts';

/** The statement itself, or stdin for `-`. @throws CliError `usage` when there is none. */
export async function readSql(argument: string): Promise<string> {
  const sql = argument === '-' ? await text(process.stdin) : argument;
  if (sql.trim() === '') throw new CliError(EXIT.usage, 'the statement is empty');
  return sql;
}
