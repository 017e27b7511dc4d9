import type { AggregateEmissions, EmitAggregate } from '../aggregate-site.ts';
import type { Emissions, EmitCall } from '../emitter.ts';
import { AGGREGATES } from './aggregate.ts';
import { COMPARISON_EMISSIONS } from './comparison.ts';
import { CONDITIONAL_EMISSIONS } from './conditional.ts';
import { OPERATOR_EMISSIONS } from './operators.ts';
import { WINDOWS } from './window.ts';

export const SCALAR_EMISSIONS = collect<EmitCall>([
  OPERATOR_EMISSIONS,
  COMPARISON_EMISSIONS,
  CONDITIONAL_EMISSIONS,
] satisfies readonly Emissions[]);

export const AGGREGATE_EMISSIONS = collect<EmitAggregate>([
  AGGREGATES,
] satisfies readonly AggregateEmissions[]);

/** Functions that stand only over a window. */
export const WINDOW_EMISSIONS = collect<EmitAggregate>([WINDOWS] satisfies readonly AggregateEmissions[]);

/** One table of all groups. @throws Error where two groups claim a name. */
function collect<T>(groups: readonly Readonly<Record<string, T>>[]): ReadonlyMap<string, T> {
  const all = new Map<string, T>();
  for (const group of groups) {
    for (const [name, emission] of Object.entries(group)) {
      if (all.has(name)) throw new Error(`Two emissions of ${name}`);
      all.set(name, emission);
    }
  }
  return all;
}
