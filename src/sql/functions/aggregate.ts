import { decimal, MAX_DECIMAL_PRECISION } from '../decimal.ts';
import type { SqlType } from '../types.ts';
import { aggregate, typeOf } from './rows.ts';
import type { Signature } from './signature.ts';

function sumOfDecimals([type]: readonly SqlType[]): SqlType {
  return decimal(MAX_DECIMAL_PRECISION, type?.kind === 'decimal' ? type.scale : 0);
}

const INTERVALS = ['interval day to second', 'interval year to month'];
const DEVIATIONS: readonly (readonly [string, string])[] = [
  ['stddev', 'Sample standard deviation'],
  ['stddev_samp', 'Sample standard deviation'],
  ['stddev_pop', 'Population standard deviation'],
  ['variance', 'Sample variance'],
  ['var_samp', 'Sample variance'],
  ['var_pop', 'Population variance'],
];
const PAIRS: readonly (readonly [string, string])[] = [
  ['corr', 'Correlation coefficient'],
  ['covar_pop', 'Population covariance'],
  ['covar_samp', 'Sample covariance'],
  ['regr_slope', 'Slope of the linear regression'],
  ['regr_intercept', 'Intercept of the linear regression'],
];
const PERCENTILE_TYPES = ['bigint', 'real', 'double'];

export const AGGREGATE: readonly Signature[] = [
  ...aggregate('count', 'Number of rows, or of values that are not null', ' -> bigint', 'T -> bigint'),
  ...aggregate('count_if', 'Number of values that are true', 'boolean -> bigint'),
  ...aggregate(
    'sum',
    'Sum',
    'bigint -> bigint',
    'real -> real',
    'double -> double',
    ['decimal(p,s)', sumOfDecimals],
    ...INTERVALS.map((type) => `${type} -> ${type}`),
  ),
  ...aggregate(
    'avg',
    'Average',
    'bigint -> double',
    'real -> real',
    'double -> double',
    ['decimal(p,s)', typeOf(0)],
    ...INTERVALS.map((type) => `${type} -> ${type}`),
  ),
  ...aggregate('min', 'Least value', 'T:orderable -> T', 'T:orderable; bigint -> array(T)'),
  ...aggregate('max', 'Greatest value', 'T:orderable -> T', 'T:orderable; bigint -> array(T)'),
  ...aggregate(
    'min_by',
    'Value of the row with the least key',
    'V; K:orderable -> V',
    'V; K:orderable; bigint -> array(V)',
  ),
  ...aggregate(
    'max_by',
    'Value of the row with the greatest key',
    'V; K:orderable -> V',
    'V; K:orderable; bigint -> array(V)',
  ),
  ...aggregate('arbitrary', 'Any value that is not null', 'T -> T'),
  ...aggregate('any_value', 'Any value that is not null', 'T -> T'),
  ...aggregate('array_agg', 'Array of all values', 'T -> array(T)'),
  ...aggregate(
    'map_agg',
    'Map of keys and values; the first of equal keys stays',
    'K:comparable; V -> map(K,V)',
  ),
  ...aggregate('multimap_agg', 'Map of keys to arrays of values', 'K:comparable; V -> map(K,array(V))'),
  ...aggregate('histogram', 'Map of values to their counts', 'K:comparable -> map(K,bigint)'),
  ...aggregate('bool_and', 'Whether all values are true', 'boolean -> boolean'),
  ...aggregate('bool_or', 'Whether any value is true', 'boolean -> boolean'),
  ...aggregate('every', 'Whether all values are true', 'boolean -> boolean'),
  ...DEVIATIONS.flatMap(([name, description]) =>
    aggregate(name, description, 'bigint -> double', 'double -> double'),
  ),
  ...PAIRS.flatMap(([name, description]) =>
    aggregate(name, description, 'double; double -> double', 'real; real -> real'),
  ),
  ...aggregate('geometric_mean', 'Geometric mean', 'bigint -> double', 'double -> double', 'real -> real'),
  ...aggregate('bitwise_and_agg', 'Bitwise AND of all values', 'bigint -> bigint'),
  ...aggregate('bitwise_or_agg', 'Bitwise OR of all values', 'bigint -> bigint'),
  ...aggregate(
    'approx_distinct',
    'Number of distinct values',
    'T:comparable -> bigint',
    'T:comparable; double -> bigint',
  ),
  ...aggregate(
    'approx_percentile',
    'Value at a percentile',
    ...PERCENTILE_TYPES.flatMap((type) => [
      `${type}; double -> ${type}`,
      `${type}; array(double) -> array(${type})`,
    ]),
  ),
  ...aggregate(
    'listagg',
    'Joins the values by a separator',
    'varchar -> varchar',
    'varchar; varchar -> varchar',
  ),
];
