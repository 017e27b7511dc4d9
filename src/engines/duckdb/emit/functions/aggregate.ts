import type { AggregateEmissions, AggregateSite } from '../aggregate-site.ts';
import { scaledDown, unscaled } from '../decimal.ts';
import { duckdbType } from '../duckdb-type.ts';

export const AGGREGATES: AggregateEmissions = {
  count: (site) => (site.args.length === 0 ? site.call('count', []) : site.call('count', [site.arg(0)])),
  sum: (site) => `CAST(${site.call('sum', [site.arg(0)])} AS ${duckdbType(site.type)})`,
  avg: (site) => average(site),
  min: (site) => site.call('min', [site.arg(0)]),
  max: (site) => site.call('max', [site.arg(0)]),
};

/** Of decimals at the argument's own scale, rounded half up; DuckDB's own goes through double (dialect notes §3). */
function average(site: AggregateSite): string {
  const { type } = site;
  if (type.kind !== 'decimal') return `CAST(${site.call('avg', [site.arg(0)])} AS ${duckdbType(type)})`;
  const total = site.call('sum', [`CAST(${site.arg(0)} AS DECIMAL(38,${type.scale}))`]);
  const count = site.call('count', [site.arg(0)]);
  return scaledDown(`(${unscaled(total, { ...type, precision: 38 }, 1)} // ${count})`, type.scale + 1, type);
}
