import type { SqlType } from '../../../sql/types.ts';

/**
 * The type that carries a Trino type on DuckDB. A time stamp with zone is an instant where its zone is known while
 * compiling, else a pair of instant and zone, instant first. Intervals are numbers: milliseconds, or months. Text of
 * JSON is VARCHAR. The fields of a row are `f1`, `f2` …, whatever their names.
 */
export function duckdbType(type: SqlType): string {
  switch (type.kind) {
    case 'unknown':
      return 'INTEGER';
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'double':
    case 'date':
    case 'uuid':
      return type.kind.toUpperCase();
    case 'real':
      return 'FLOAT';
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'varchar':
    case 'char':
    case 'json':
      return 'VARCHAR';
    case 'varbinary':
      return 'BLOB';
    case 'time':
      return 'TIME';
    case 'timestamp':
      return 'TIMESTAMP';
    case 'timestamp with time zone':
      return type.zone === undefined ? 'STRUCT(t TIMESTAMPTZ, z VARCHAR)' : 'TIMESTAMPTZ';
    case 'interval day to second':
      return 'BIGINT';
    case 'interval year to month':
      return 'INTEGER';
    case 'array':
      return `${duckdbType(type.element)}[]`;
    case 'map':
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`;
    case 'row':
      return `STRUCT(${type.fields.map((field, i) => `f${i + 1} ${duckdbType(field.type)}`).join(', ')})`;
    case 'function':
      throw new TypeError('A function is no value.');
  }
}
