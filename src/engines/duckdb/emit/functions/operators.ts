import { EngineError } from '../../../../ports/engine.ts';
import type { Expression } from '../../../../sql/tree.ts';
import type { SqlType } from '../../../../sql/types.ts';
import { decimalProduct, decimalQuotient } from '../decimal.ts';
import { duckdbType } from '../duckdb-type.ts';
import type { CallSite, Emissions } from '../emitter.ts';
import { fromWallClock, instantOf, isZoned, wallClock } from '../instant.ts';
import { raise } from '../raise.ts';

/** Arithmetic operators; intervals are numbers here (dialect notes §2, §3, §7). */
export const OPERATOR_EMISSIONS: Emissions = {
  '+': (site) => (isTemporal(site) ? addInterval(site) : sum(site, '+')),
  '-': (site) => subtract(site),
  '*': (site) => multiply(site),
  '/': (site) => divide(site),
  '%': (site) => remainder(site),
  mod: (site) => remainder(site),
  negate: (site) =>
    isInteger(site.type) ? `(CAST(0 AS ${duckdbType(site.type)}) - ${site.arg(0)})` : `(-${site.arg(0)})`,
};

const INTEGERS: ReadonlySet<SqlType['kind']> = new Set(['tinyint', 'smallint', 'integer', 'bigint']);
const INTERVALS: ReadonlySet<SqlType['kind']> = new Set(['interval day to second', 'interval year to month']);
const TEMPORALS: ReadonlySet<SqlType['kind']> = new Set([
  'date',
  'time',
  'timestamp',
  'timestamp with time zone',
]);

export function isInteger(type: SqlType): boolean {
  return INTEGERS.has(type.kind);
}

function kinds(site: CallSite): readonly SqlType['kind'][] {
  return site.args.map(({ type }) => type.kind);
}

function isTemporal(site: CallSite): boolean {
  return kinds(site).some((kind) => TEMPORALS.has(kind));
}

function sum(site: CallSite, operator: '+' | '-'): string {
  const { type } = site;
  if (type.kind !== 'decimal') return `(${site.arg(0)} ${operator} ${site.arg(1)})`;
  // As wide as can be: DuckDB's own sum of two DECIMAL(18) stays DECIMAL(18).
  const wide = `DECIMAL(38,${type.scale})`;
  const total = `(CAST(${site.arg(0)} AS ${wide}) ${operator} CAST(${site.arg(1)} AS ${wide}))`;
  return `CAST(${total} AS ${duckdbType(type)})`;
}

function subtract(site: CallSite): string {
  const [left, right] = site.args;
  if (!left || !right || !isTemporal(site)) return sum(site, '-');
  if (INTERVALS.has(right.type.kind))
    return moved(site, left, `(-${site.emit.expression(right)})`, right.type);
  if (isZoned(left.type)) return milliseconds(instantOf(left, site.emit), instantOf(right, site.emit));
  if (left.type.kind === 'date') return `(CAST((${site.arg(0)} - ${site.arg(1)}) AS BIGINT) * 86400000)`;
  if (left.type.kind === 'time') return `((epoch_us(${site.arg(0)}) - epoch_us(${site.arg(1)})) // 1000)`;
  return milliseconds(site.arg(0), site.arg(1));
}

function milliseconds(left: string, right: string): string {
  return `((epoch_us(${left}) - epoch_us(${right})) // 1000)`;
}

function addInterval(site: CallSite): string {
  const [left, right] = site.args;
  if (!left || !right) throw new TypeError('+ has two arguments');
  if (INTERVALS.has(left.type.kind)) return moved(site, right, site.arg(0), left.type);
  return moved(site, left, site.arg(1), right.type);
}

const NOT_WHOLE_DAYS = 'Cannot add hour, minutes or seconds to a date';

/** A point in time moved by an interval. Months keep the wall clock, milliseconds are time that passes. */
function moved(site: CallSite, base: Expression, interval: string, by: SqlType): string {
  const { emit } = site;
  const months = by.kind === 'interval year to month';
  if (base.type.kind === 'date') {
    if (months) return `CAST(${emit.expression(base)} + to_months(${interval}) AS DATE)`;
    const whole = `${interval} % 86400000 <> 0`;
    const moving = `CAST(${interval} // 86400000 AS INTEGER)`;
    return `(${emit.expression(base)} + CASE WHEN ${whole} THEN ${raise({ text: NOT_WHOLE_DAYS }, { kind: 'integer' })} ELSE ${moving} END)`;
  }
  if (months) return fromWallClock(`(${wallClock(base, emit)} + to_months(${interval}))`, base, emit);
  const passed = `to_microseconds(${interval} * 1000)`;
  if (isZoned(base.type) && base.type.zone === undefined) {
    const pair = emit.expression(base);
    return `sluice.zoned((${pair}).t + ${passed}, (${pair}).z)`;
  }
  return `(${emit.expression(base)} + ${passed})`;
}

function multiply(site: CallSite): string {
  const [left, right] = site.args;
  if (!left || !right) throw new TypeError('* has two arguments');
  if (site.type.kind === 'decimal')
    return decimalProduct(site.arg(0), left.type, site.arg(1), right.type, site.type);
  if (INTERVALS.has(site.type.kind))
    return `CAST(round(${site.arg(0)} * ${site.arg(1)}) AS ${duckdbType(site.type)})`;
  return `(${site.arg(0)} * ${site.arg(1)})`;
}

const DIVISION_BY_ZERO = 'Division by zero';
/** Of the function `mod` over whole numbers, in Java's words. */
const MOD_BY_ZERO = '/ by zero';

function divide(site: CallSite): string {
  const [left, right] = site.args;
  if (!left || !right) throw new TypeError('/ has two arguments');
  const { type } = site;
  const [n, d] = [site.arg(0), site.arg(1)];
  if (type.kind === 'double' || type.kind === 'real') return floatingQuotient(n, d, type);
  if (type.kind === 'decimal') {
    return guarded(right, d, type, decimalQuotient(n, left.type, d, right.type, type));
  }
  if (INTERVALS.has(type.kind)) return `CAST(round(${n} / ${d}) AS ${duckdbType(type)})`;
  return guarded(right, d, type, `(${n} // ${d})`);
}

/** DuckDB gives null where floating-point arithmetic has infinities and NaN. */
function floatingQuotient(n: string, d: string, type: SqlType): string {
  const name = duckdbType(type);
  return `CASE WHEN ${d} = 0 THEN CASE WHEN ${n} = 0 OR isnan(${n}) THEN CAST('NaN' AS ${name}) ELSE CAST(sign(${n}) * (CASE WHEN signbit(${d}) THEN -1 ELSE 1 END) * CAST('Infinity' AS DOUBLE) AS ${name}) END ELSE ${n} / ${d} END`;
}

function guarded(
  divisor: Expression,
  d: string,
  type: SqlType,
  quotient: string,
  text = DIVISION_BY_ZERO,
): string {
  // A literal shows whether it is zero.
  if (divisor.op === 'literal' && Number(divisor.value) !== 0) return quotient;
  return `CASE WHEN ${d} = 0 THEN ${raise({ text }, type)} ELSE ${quotient} END`;
}

function remainder(site: CallSite): string {
  const [, right] = site.args;
  const { type } = site;
  const [n, d] = [site.arg(0), site.arg(1)];
  if (!right) throw new EngineError('user', 'mod has two arguments');
  if (type.kind === 'double' || type.kind === 'real') {
    return `CASE WHEN ${d} = 0 THEN CAST('NaN' AS ${duckdbType(type)}) ELSE ${n} % ${d} END`;
  }
  if (type.kind !== 'decimal') {
    return guarded(right, d, type, `(${n} % ${d})`, site.name === 'mod' ? MOD_BY_ZERO : DIVISION_BY_ZERO);
  }
  const wide = `DECIMAL(38,${type.scale})`;
  return guarded(
    right,
    d,
    type,
    `CAST(CAST(${n} AS ${wide}) % CAST(${d} AS ${wide}) AS ${duckdbType(type)})`,
  );
}
