import { scaledDown, unscaled } from '../decimal.ts';
import { duckdbType } from '../duckdb-type.ts';
import type { CallSite, Emissions, EmitCall } from '../emitter.ts';
import { isInteger } from './operators.ts';

export const ARITHMETIC_EMISSIONS: Emissions = {
  abs: (site) => typed(site, `abs(${site.arg(0)})`),
  sign: (site) => typed(site, `sign(${site.arg(0)})`),
  round: (site) => round(site),
  floor: (site) => whole(site, 'floor'),
  ceil: (site) => whole(site, 'ceil'),
  ceiling: (site) => whole(site, 'ceil'),
  truncate: (site) => truncate(site),
  power: (site) => `pow(${site.arg(0)}, ${site.arg(1)})`,
  pow: (site) => `pow(${site.arg(0)}, ${site.arg(1)})`,
  // DuckDB fails where floating-point arithmetic has NaN and the infinities.
  sqrt: (site) => `CASE WHEN ${site.arg(0)} < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt(${site.arg(0)}) END`,
  cbrt: (site) => `sluice.cube_root(${site.arg(0)})`,
  exp: direct('exp'),
  ln: logarithm('ln'),
  log2: logarithm('log2'),
  log10: logarithm('log10'),
  log: (site) => `(sluice.log_of(${site.arg(1)}, ln(${site.arg(1)})) / ln(${site.arg(0)}))`,
  degrees: direct('degrees'),
  radians: direct('radians'),
  sin: direct('sin'),
  cos: direct('cos'),
  tan: direct('tan'),
  asin: arc('asin'),
  acos: arc('acos'),
  atan: direct('atan'),
  atan2: (site) => `atan2(${site.arg(0)}, ${site.arg(1)})`,
  pi: () => 'pi()',
  e: () => 'exp(CAST(1 AS DOUBLE))',
  nan: () => "CAST('NaN' AS DOUBLE)",
  infinity: () => "CAST('Infinity' AS DOUBLE)",
  is_nan: direct('isnan'),
  is_finite: direct('isfinite'),
  is_infinite: direct('isinf'),
  bitwise_and: (site) => `(${site.arg(0)} & ${site.arg(1)})`,
  bitwise_or: (site) => `(${site.arg(0)} | ${site.arg(1)})`,
  bitwise_xor: (site) => `xor(${site.arg(0)}, ${site.arg(1)})`,
  bitwise_not: (site) => `(~${site.arg(0)})`,
  width_bucket: (site) => `sluice.width_bucket(${site.all().join(', ')})`,
};

function direct(name: string): EmitCall {
  return (site) => `${name}(${site.arg(0)})`;
}

function logarithm(name: string): EmitCall {
  return (site) => `sluice.log_of(${site.arg(0)}, ${name}(${site.arg(0)}))`;
}

function arc(name: string): EmitCall {
  return (site) =>
    `CASE WHEN abs(${site.arg(0)}) > 1 THEN CAST('NaN' AS DOUBLE) ELSE ${name}(${site.arg(0)}) END`;
}

function typed(site: CallSite, sql: string): string {
  return `CAST(${sql} AS ${duckdbType(site.type)})`;
}

function round(site: CallSite): string {
  const [value, digits] = site.args;
  if (!value) throw new TypeError('round has arguments');
  if (!digits) return isInteger(value.type) ? site.arg(0) : typed(site, `round(${site.arg(0)})`);
  if (value.type.kind !== 'decimal') return typed(site, `round(${site.arg(0)}, ${site.arg(1)})`);
  const { scale } = value.type;
  return atScale(site, (places) => `round(CAST(${site.arg(0)} AS DECIMAL(38,${scale})), ${places})`);
}

/** Digits to which a decimal of 38 can be rounded before its point. */
const DIGITS_BEFORE_POINT = 18;

/** A decimal keeps its scale, whatever the number of digits (dialect notes §3). DuckDB wants the number constant. */
function atScale(site: CallSite, rounded: (digits: string) => string): string {
  const [value, digits] = site.args;
  if (digits?.op === 'literal' && digits.value !== null) return typed(site, rounded(String(digits.value)));
  const scale = value?.type.kind === 'decimal' ? value.type.scale : 0;
  const cases: string[] = [];
  for (let n = -DIGITS_BEFORE_POINT; n < scale; n++)
    cases.push(`WHEN ${site.arg(1)} = ${n} THEN ${typed(site, rounded(String(n)))}`);
  return `CASE WHEN ${site.arg(1)} >= ${scale} THEN ${typed(site, site.arg(0))} ${cases.join(' ')} WHEN ${site.arg(1)} < 0 THEN ${typed(site, '0')} END`;
}

function whole(site: CallSite, name: string): string {
  const [value] = site.args;
  return value && isInteger(value.type) ? site.arg(0) : typed(site, `${name}(${site.arg(0)})`);
}

function truncate(site: CallSite): string {
  if (site.args.length === 1) return typed(site, `trunc(${site.arg(0)})`);
  return atScale(site, (digits) => truncatedAt(site, Number(digits)));
}

function truncatedAt(site: CallSite, digits: number): string {
  const value = site.arg(0);
  const type = site.args[0]?.type;
  if (type?.kind !== 'decimal' || digits >= type.scale) return value;
  const unit = `CAST('1${'0'.repeat(type.scale - digits)}' AS HUGEINT)`;
  const units = `(${unscaled(value, type, 0)} // ${unit} * ${unit})`;
  return type.scale === 0 ? typed(site, units) : scaledDown(units, type.scale, type);
}
