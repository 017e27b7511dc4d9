import { EngineError } from '../../../ports/engine.ts';
import { asDecimal } from '../../../sql/decimal.ts';
import type { Cast, Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import { castFromJson } from './cast-from-json.ts';
import { castFromText } from './cast-from-text.ts';
import { castToText, textOf } from './cast-to-text.ts';
import { duckdbType } from './duckdb-type.ts';
import type { Emitter } from './emitter.ts';
import { instantOf, isZoned, wallClock } from './instant.ts';
import { jsonText } from './json-text.ts';
import { nullOf } from './literal.ts';
import { quoteText } from './quote.ts';
import { raise } from './raise.ts';
import { rounded } from './time-precision.ts';
import { containsSubquery } from './walk.ts';
import { instantOfLocal, zoneName } from './zone.ts';

export function emitCast(cast: Cast, emit: Emitter): string {
  if (!cast.safe) return castOf(cast.value, cast.type, cast.implied, emit);
  // TRY refuses a subquery inside: the value is computed outside then.
  if (containsSubquery(cast.value)) {
    const name = emit.name();
    const inner = castSql(name, cast.value.type, cast.type, false);
    return `list_transform([${emit.expression(cast.value)}], lambda ${name}: TRY(${inner}))[1]`;
  }
  return `TRY(${castOf(cast.value, cast.type, cast.implied, emit)})`;
}

function castOf(value: Expression, to: SqlType, implied: boolean, emit: Emitter): string {
  const { type: from } = value;
  if (isZoned(from)) {
    if (isZoned(to)) return rezone(value, to, emit);
    if (to.kind === 'date') return `CAST(${wallClock(value, emit)} AS DATE)`;
    if (to.kind === 'timestamp') return rounded(wallClock(value, emit), from.precision, to.precision);
    if (to.kind === 'time')
      return `CAST(${rounded(wallClock(value, emit), from.precision, to.precision)} AS TIME)`;
  }
  return castSql(emit.expression(value), from, to, implied);
}

/** The same instant, its zone carried another way. */
function rezone(
  value: Expression,
  to: Extract<SqlType, { kind: 'timestamp with time zone' }>,
  emit: Emitter,
): string {
  const from = value.type;
  if (!isZoned(from)) throw new TypeError('Not a time stamp with zone.');
  if (from.zone === undefined && to.zone === undefined) return emit.expression(value);
  if (to.zone !== undefined)
    return rounded(instantOf(value, emit), from.precision, to.precision, 'TIMESTAMPTZ');
  const instant = rounded(emit.expression(value), from.precision, to.precision, 'TIMESTAMPTZ');
  return `sluice.zoned(${instant}, ${quoteText(zoneName(from.zone ?? 'UTC'))})`;
}

/** A cast of a value given as SQL text. `implied`: by coercion, which never cuts text and never fails. */
export function castSql(sql: string, from: SqlType, to: SqlType, implied: boolean): string {
  if (from.kind === 'unknown') return nullOf(to);
  if (to.kind === 'json') return from.kind === 'json' ? sql : jsonText(sql, from, 'cast');
  if (from.kind === 'json') return castFromJson(sql, to);
  switch (to.kind) {
    case 'varchar':
    case 'char':
      return castToText(sql, from, to, implied);
    case 'array':
    case 'map':
    case 'row':
      return castNested(sql, from, to, implied);
    case 'varbinary':
      return from.kind === 'varchar' || from.kind === 'char' ? `encode(${sql})` : sql;
    case 'boolean':
      if (isText(from)) return castFromText(sql, to);
      return from.kind === 'boolean' ? sql : `(${sql} <> 0)`;
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      if (isText(from)) return castFromText(sql, to);
      if (from.kind === to.kind) return sql;
      // DuckDB rounds a double half to even, Trino half away from zero.
      return isFloating(from)
        ? `CAST(round(${sql}) AS ${duckdbType(to)})`
        : `CAST(${sql} AS ${duckdbType(to)})`;
    case 'timestamp':
      if (isText(from)) return castFromText(sql, to);
      if (from.kind === 'timestamp') return rounded(sql, from.precision, to.precision);
      return `CAST(${sql} AS TIMESTAMP)`;
    case 'timestamp with time zone': {
      if (isText(from)) return castFromText(sql, to);
      // A value without a zone is of the session's, which is UTC.
      if (from.kind === 'timestamp' || from.kind === 'date') {
        const instant = instantOfLocal(`CAST(${sql} AS TIMESTAMP)`, to.zone ?? 'UTC');
        return to.zone === undefined ? `sluice.zoned(${instant}, 'UTC')` : instant;
      }
      if (isZoned(from)) return rezoneSql(sql, from, to);
      throw refused(from, to);
    }
    case 'time':
      if (isText(from)) return castFromText(sql, to);
      return `CAST(${sql} AS TIME)`;
    case 'decimal':
      if (isText(from)) return castFromText(sql, to);
      return toDecimal(sql, from, to, implied);
    default:
      if (isText(from)) return castFromText(sql, to);
      if (isZoned(from) && from.zone === undefined) return castZoned(sql, to);
      if (to.kind === 'real' && from.kind === 'double') return `sluice.double_to_real(${sql})`;
      return duckdbType(from) === duckdbType(to) ? sql : `CAST(${sql} AS ${duckdbType(to)})`;
  }
}

/** Where a value may not fit, the error names it and both types as Trino does. */
function toDecimal(
  sql: string,
  from: SqlType,
  to: Extract<SqlType, { kind: 'decimal' }>,
  implied: boolean,
): string {
  const type = duckdbType(to);
  const exact = asDecimal(from);
  const whole = exact && exact.precision - exact.scale + (exact.scale > to.scale ? 1 : 0);
  const fits = from.kind === 'boolean' || (whole !== undefined && whole <= to.precision - to.scale);
  if (duckdbType(from) === type) return sql;
  if (implied || fits) return `CAST(${sql} AS ${type})`;
  const source =
    from.kind === 'decimal' ? `DECIMAL(${from.precision}, ${from.scale})` : from.kind.toUpperCase();
  const value = isFloating(from) ? `sluice.java_double(${sql})` : textOf(sql, from);
  const target = `DECIMAL(${to.precision}, ${to.scale})`;
  const message = `(${quoteText(`Cannot cast ${source} '`)} || ${value} || ${quoteText(`' to ${target}`)})`;
  const cast = `TRY_CAST(${sql} AS ${type})`;
  return `CASE WHEN ${cast} IS NULL AND ${sql} IS NOT NULL THEN ${raise({ sql: message }, to)} ELSE ${cast} END`;
}

function castZoned(sql: string, to: SqlType): string {
  return `CAST(sluice.wall_clock(${sql}) AS ${duckdbType(to)})`;
}

/** As `rezone`, for a part of a collection. */
function rezoneSql(
  sql: string,
  from: Extract<SqlType, { kind: 'timestamp with time zone' }>,
  to: Extract<SqlType, { kind: 'timestamp with time zone' }>,
): string {
  if (from.zone === undefined) return to.zone === undefined ? sql : `(${sql}).t`;
  return to.zone === undefined ? `sluice.zoned(${sql}, ${quoteText(zoneName(from.zone))})` : sql;
}

function castNested(sql: string, from: SqlType, to: SqlType, implied: boolean): string {
  if (from.kind === 'array' && to.kind === 'array') {
    const element = castSql('x', from.element, to.element, implied);
    if (element === 'x') return sql;
    if (from.element.kind === 'unknown') return `CAST(${sql} AS ${duckdbType(to)})`;
    return `list_transform(${sql}, lambda x: ${element})`;
  }
  if (from.kind === 'map' && to.kind === 'map') {
    const key = castSql('e.key', from.key, to.key, implied);
    const value = castSql('e.value', from.value, to.value, implied);
    if (key === 'e.key' && value === 'e.value') return sql;
    if (from.key.kind === 'unknown') return `CAST(${sql} AS ${duckdbType(to)})`;
    const entries = `list_transform(map_entries(${sql}), lambda e: struct_pack(k := ${key}, v := ${value}))`;
    return `CASE WHEN ${sql} IS NOT NULL THEN map_from_entries(${entries}) END`;
  }
  if (from.kind === 'row' && to.kind === 'row') {
    const part = (i: number) => {
      const [source, target] = [from.fields[i], to.fields[i]];
      if (!source || !target) throw refused(from, to);
      return castSql(`x.f${i + 1}`, source.type, target.type, implied);
    };
    const parts = to.fields.map((_, i) => part(i));
    if (parts.every((value, i) => value === `x.f${i + 1}`)) return sql;
    const packed = `struct_pack(${parts.map((value, i) => `f${i + 1} := ${value}`).join(', ')})`;
    return `list_transform([${sql}], lambda x: CASE WHEN x IS NOT NULL THEN ${packed} END)[1]`;
  }
  throw refused(from, to);
}

function isText(type: SqlType): boolean {
  return type.kind === 'varchar' || type.kind === 'char';
}

function isFloating(type: SqlType): boolean {
  return type.kind === 'double' || type.kind === 'real';
}

function refused(from: SqlType, to: SqlType): EngineError {
  return new EngineError('user', `Cannot cast ${from.kind} to ${to.kind} on this engine`);
}
