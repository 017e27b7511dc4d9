import { EngineError } from '../../../../ports/engine.ts';
import type { AggregateEmissions, AggregateSite, EmitAggregate } from '../aggregate-site.ts';
import { scaledDown, unscaled } from '../decimal.ts';
import { duckdbType } from '../duckdb-type.ts';
import { comparable, isZoned } from '../instant.ts';
import { literalText } from './literal-argument.ts';

export const AGGREGATES: AggregateEmissions = {
  count: (site) => (site.args.length === 0 ? site.call('count', []) : site.call('count', [counted(site)])),
  count_if: (site) => site.call('count', [`CASE WHEN ${site.arg(0)} THEN 1 END`]),
  sum: (site) => typed(site, site.call('sum', [site.arg(0)])),
  avg: (site) => average(site),
  min: extreme('min'),
  max: extreme('max'),
  min_by: extremeBy('arg_min'),
  max_by: extremeBy('arg_max'),
  arbitrary: (site) => site.call('any_value', [site.arg(0)]),
  any_value: (site) => site.call('any_value', [site.arg(0)]),
  array_agg: (site) => site.call('list', [site.arg(0)]),
  map_agg: (site) =>
    `sluice.map_of_first(${site.call('list', [entry(site)], { filter: `${site.arg(0)} IS NOT NULL` })})`,
  multimap_agg: (site) =>
    `sluice.multimap_of(${site.call('list', [entry(site)], { filter: `${site.arg(0)} IS NOT NULL` })})`,
  histogram: (site) =>
    `sluice.histogram_of(${site.call('list', [site.arg(0)], { filter: `${site.arg(0)} IS NOT NULL` })})`,
  bool_and: direct('bool_and'),
  bool_or: direct('bool_or'),
  every: direct('bool_and'),
  stddev: direct('stddev_samp'),
  stddev_samp: direct('stddev_samp'),
  stddev_pop: direct('stddev_pop'),
  variance: direct('var_samp'),
  var_samp: direct('var_samp'),
  var_pop: direct('var_pop'),
  corr: pair('corr'),
  covar_pop: pair('covar_pop'),
  covar_samp: pair('covar_samp'),
  regr_slope: pair('regr_slope'),
  regr_intercept: pair('regr_intercept'),
  geometric_mean: (site) => typed(site, `exp(${site.call('avg', [`ln(${site.arg(0)})`])})`),
  bitwise_and_agg: direct('bit_and'),
  bitwise_or_agg: direct('bit_or'),
  // Exact answers are within Trino's own error (dialect notes §12).
  approx_distinct: (site) => site.call('count', [counted(site)], { distinct: true }),
  approx_percentile: (site) => percentile(site),
  listagg: (site) => site.call('string_agg', [site.arg(0), site.args.length > 1 ? site.arg(1) : "''"]),
};

/** Of a value that carries its zone the instant alone counts. */
function counted(site: AggregateSite): string {
  const [value] = site.args;
  return value ? comparable(value, site.emit) : site.arg(0);
}

function typed(site: AggregateSite, sql: string): string {
  return `CAST(${sql} AS ${duckdbType(site.type)})`;
}

function direct(name: string): EmitAggregate {
  return (site) => site.call(name, [site.arg(0)]);
}

function pair(name: string): EmitAggregate {
  return (site) => typed(site, site.call(name, [site.arg(0), site.arg(1)]));
}

/** Of decimals at the argument's own scale, rounded half up; DuckDB's own goes through double (dialect notes §3). */
function average(site: AggregateSite): string {
  const { type } = site;
  if (type.kind !== 'decimal') {
    const mean = site.call('avg', [site.arg(0)]);
    return type.kind.startsWith('interval') ? typed(site, `round(${mean})`) : typed(site, mean);
  }
  const total = site.call('sum', [`CAST(${site.arg(0)} AS DECIMAL(38,${type.scale}))`]);
  const count = site.call('count', [site.arg(0)]);
  return scaledDown(`(${unscaled(total, { ...type, precision: 38 }, 1)} // ${count})`, type.scale + 1, type);
}

function extreme(name: 'min' | 'max'): EmitAggregate {
  return (site) => {
    if (site.args.length > 1) return site.call(name, [site.arg(0), site.arg(1)]);
    const value = site.arg(0);
    // A value that carries its zone is compared by its instant.
    if (isZoned(site.type) && site.type.zone === undefined)
      return site.call(`arg_${name}`, [value, `(${value}).t`]);
    return site.call(name, [value]);
  };
}

/** The value of the greatest or least key, also where that value is null. */
function extremeBy(name: 'arg_min' | 'arg_max'): EmitAggregate {
  return (site) => {
    const key = site.args[1];
    const by = key && isZoned(key.type) && key.type.zone === undefined ? `(${site.arg(1)}).t` : site.arg(1);
    if (site.args.length === 2) return site.call(`${name}_null`, [site.arg(0), by]);
    // The form with a count skips null values: they travel in a list.
    const values = site.call(name, [`[${site.arg(0)}]`, by, site.arg(2)]);
    return `list_transform(${values}, lambda held: held[1])`;
  };
}

function entry(site: AggregateSite): string {
  return `struct_pack(k := ${site.arg(0)}, v := ${site.arg(1)})`;
}

/** The value at sorted position floor(p·n) + 1, as Trino's digest gives for small sets (dialect notes §12). */
function percentile(site: AggregateSite): string {
  const sorted = `list_sort(${site.call('list', [site.arg(0)], { filter: `${site.arg(0)} IS NOT NULL`, ordered: false })})`;
  const [, share] = site.args;
  const fraction = literalText(share);
  if (fraction !== undefined && !(Number(fraction) >= 0 && Number(fraction) <= 1)) {
    throw new EngineError('user', 'Percentile must be between 0 and 1');
  }
  const shares = site.call('any_value', [site.arg(1)], { ordered: false, distinct: false });
  return share?.type.kind === 'array'
    ? `sluice.at_shares(${sorted}, ${shares})`
    : `sluice.at_share(${sorted}, ${shares})`;
}
