import type { AggregateEmissions, EmitAggregate } from '../aggregate-site.ts';

/** Functions that stand only over a window. */
export const WINDOWS: AggregateEmissions = {
  row_number: ranking('row_number'),
  rank: ranking('rank'),
  dense_rank: ranking('dense_rank'),
  percent_rank: (site) => site.call('percent_rank', []),
  cume_dist: (site) => site.call('cume_dist', []),
  ntile: (site) => site.call('ntile', [site.arg(0)]),
  lag: valueAt('lag'),
  lead: valueAt('lead'),
  first_value: valueAt('first_value'),
  last_value: valueAt('last_value'),
  nth_value: valueAt('nth_value'),
};

function ranking(name: string): EmitAggregate {
  return (site) => site.call(name, []);
}

function valueAt(name: string): EmitAggregate {
  return (site) =>
    site.call(
      name,
      site.args.map((_, i) => site.arg(i)),
    );
}
