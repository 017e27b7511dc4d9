import type { AggregateEmissions, EmitAggregate } from '../aggregate-site.ts';
import type { Emissions, EmitCall } from '../emitter.ts';
import { AGGREGATES } from './aggregate.ts';
import { ARITHMETIC_EMISSIONS } from './arithmetic.ts';
import { ARRAY_EMISSIONS } from './array.ts';
import { COMPARISON_EMISSIONS } from './comparison.ts';
import { CONDITIONAL_EMISSIONS } from './conditional.ts';
import { DATE_FORMAT_EMISSIONS } from './date-format.ts';
import { DATE_TIME_EMISSIONS } from './date-time.ts';
import { JSON_EMISSIONS } from './json.ts';
import { LAMBDA_EMISSIONS } from './lambda.ts';
import { MAP_EMISSIONS } from './map.ts';
import { OPERATOR_EMISSIONS } from './operators.ts';
import { REGEXP_EMISSIONS } from './regexp.ts';
import { STRING_EMISSIONS } from './string.ts';
import { WINDOWS } from './window.ts';

export const SCALAR_EMISSIONS = collect<EmitCall>([
  OPERATOR_EMISSIONS,
  COMPARISON_EMISSIONS,
  CONDITIONAL_EMISSIONS,
  ARITHMETIC_EMISSIONS,
  STRING_EMISSIONS,
  REGEXP_EMISSIONS,
  DATE_TIME_EMISSIONS,
  DATE_FORMAT_EMISSIONS,
  JSON_EMISSIONS,
  ARRAY_EMISSIONS,
  LAMBDA_EMISSIONS,
  MAP_EMISSIONS,
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
