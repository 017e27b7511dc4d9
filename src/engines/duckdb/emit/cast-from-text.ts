import { EngineError } from '../../../ports/engine.ts';
import type { SqlType } from '../../../sql/types.ts';
import { duckdbType } from './duckdb-type.ts';
import { MAX_TIME_PRECISION, microsOfLastDigit, rounded } from './time-precision.ts';

/**
 * Casts from varchar. DuckDB's own accept much that Trino refuses (`6.5` as an integer, `0x1F`, `yes`), so that
 * macros look at the text first (dialect notes §9).
 */
export function castFromText(sql: string, to: SqlType): string {
  switch (to.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'double':
    case 'date':
      return `sluice.text_to_${to.kind}(${sql})`;
    case 'decimal':
      return `CAST(sluice.decimal_text(${sql}, '${to.precision}, ${to.scale}') AS ${duckdbType(to)})`;
    case 'timestamp':
      return rounded(`sluice.text_to_timestamp(${sql})`, MAX_TIME_PRECISION, to.precision);
    case 'time':
      return `sluice.text_to_time(${sql})`;
    case 'timestamp with time zone':
      return to.zone === undefined
        ? `sluice.rounded_zoned(sluice.text_to_zoned(${sql}), ${microsOfLastDigit(to.precision)})`
        : rounded(`(sluice.text_to_zoned(${sql})).t`, MAX_TIME_PRECISION, to.precision, 'TIMESTAMPTZ');
    case 'uuid':
      return `CAST(${sql} AS UUID)`;
    default:
      throw new EngineError('user', `Cannot cast varchar to ${to.kind} on this engine`);
  }
}
