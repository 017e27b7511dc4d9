import type { DuckDBConnection } from '@duckdb/node-api';
import type { FieldType } from '../../../../ports/catalogue.ts';
import { typedText } from '../text-value.ts';
import { newField } from './columns.ts';
import { STAGE } from './staged-file.ts';

/** Tried in this order; text when none fits all values, or there are no values. */
const CANDIDATES: readonly FieldType[] = ['boolean', 'integer', 'decimal', 'date', 'datetime'];
/** A number that starts with 0 is a code, whose zeros matter. */
const CODE = `^[+-]?0[0-9]`;

/** The narrowest type that all texts of each staged column have. */
export async function inferTypes(
  connection: DuckDBConnection,
  columns: readonly string[],
): Promise<FieldType[]> {
  if (columns.length === 0) return [];
  const tests = columns.flatMap((column) => CANDIDATES.map((type) => fitsAll(column, type)));
  const row =
    (await connection.runAndReadAll(`SELECT ${tests.join(', ')} FROM ${STAGE}`)).getRowsJson()[0] ?? [];
  return columns.map((_, i) => {
    const found = CANDIDATES.find((_type, k) => row[i * CANDIDATES.length + k] === true);
    return found ?? 'text';
  });
}

function fitsAll(column: string, type: FieldType): string {
  const typed = typedText(newField('x', type), column);
  const number = type === 'integer' || type === 'decimal';
  return `bool_and(${typed} IS NOT NULL${number ? ` AND NOT regexp_matches(${column}, '${CODE}')` : ''})
    FILTER (${column} IS NOT NULL AND ${column} <> '')`;
}
