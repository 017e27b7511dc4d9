import { EngineError } from '../../../../ports/engine.ts';
import type { Expression, LambdaExpression } from '../../../../sql/tree.ts';
import { duckdbType } from '../duckdb-type.ts';
import type { CallSite, Emissions } from '../emitter.ts';
import { nullOf } from '../literal.ts';
import { containsSubquery } from '../walk.ts';

export const LAMBDA_EMISSIONS: Emissions = {
  transform: (site) => `list_transform(${site.arg(0)}, ${single(site, 1)})`,
  filter: (site) => `list_filter(${site.arg(0)}, ${single(site, 1)})`,
  reduce: (site) => reduce(site),
  any_match: (site) => `sluice.any_true(list_transform(${site.arg(0)}, ${single(site, 1)}))`,
  all_match: (site) => `sluice.all_true(list_transform(${site.arg(0)}, ${single(site, 1)}))`,
  none_match: (site) => `(NOT sluice.any_true(list_transform(${site.arg(0)}, ${single(site, 1)})))`,
  zip_with: (site) => {
    const pair = site.emit.name();
    const body = applied(site, 2, [`${pair}[1]`, `${pair}[2]`]);
    return `list_transform(list_zip(${site.arg(0)}, ${site.arg(1)}), lambda ${pair}: ${body})`;
  },
  map_filter: (site) => {
    const entry = site.emit.name();
    const body = applied(site, 1, [`${entry}.key`, `${entry}.value`]);
    return mapOf(site, `list_filter(map_entries(${site.arg(0)}), lambda ${entry}: ${body})`);
  },
  transform_values: (site) => {
    const entry = site.emit.name();
    const body = applied(site, 1, [`${entry}.key`, `${entry}.value`]);
    return mapOf(
      site,
      `list_transform(map_entries(${site.arg(0)}), lambda ${entry}: struct_pack(k := ${entry}.key, v := ${body}))`,
    );
  },
  transform_keys: (site) => {
    const entry = site.emit.name();
    const body = applied(site, 1, [`${entry}.key`, `${entry}.value`]);
    return mapOf(
      site,
      `list_transform(map_entries(${site.arg(0)}), lambda ${entry}: struct_pack(k := ${body}, v := ${entry}.value))`,
    );
  },
};

function mapOf(site: CallSite, entries: string): string {
  return `CASE WHEN ${site.arg(0)} IS NOT NULL THEN map_from_entries(${entries}) END`;
}

function lambdaAt(site: CallSite, index: number): LambdaExpression {
  const argument: Expression | undefined = site.args[index];
  if (argument?.op !== 'lambda') throw new TypeError(`Argument ${index} of ${site.name} is no lambda`);
  if (containsSubquery(argument.body)) {
    throw new EngineError('user', `${site.name}: a subquery inside a lambda is not supported by this engine`);
  }
  return argument;
}

function single(site: CallSite, index: number): string {
  return site.emit.expression(lambdaAt(site, index));
}

/** The body of a lambda with its parameters replaced by the given SQL. */
function applied(site: CallSite, index: number, values: readonly string[]): string {
  const lambda = lambdaAt(site, index);
  lambda.params.forEach(({ id }, i) => {
    site.emit.bind(id, values[i] ?? 'NULL');
  });
  return site.emit.expression(lambda.body);
}

/**
 * DuckDB folds values of one type only: where the state has a type of its own, both travel in a struct of state and
 * element.
 */
function reduce(site: CallSite): string {
  const step = lambdaAt(site, 2);
  const [stateParam, elementParam] = step.params;
  if (!stateParam || !elementParam) throw new TypeError('reduce folds by a lambda of two');
  const [state, element, out] = [site.emit.name(), site.emit.name(), site.emit.name()];
  const [stateType, elementType] = [duckdbType(stateParam.type), duckdbType(elementParam.type)];
  const finish = applied(site, 3, [out]);
  let folded: string;
  if (stateType === elementType) {
    const body = applied(site, 2, [state, element]);
    folded = `list_reduce(${site.arg(0)}, lambda ${state}, ${element}: ${body}, ${site.arg(1)})`;
  } else {
    const body = applied(site, 2, [`${state}.s`, `${element}.e`]);
    const lifted = site.emit.name();
    const list = `list_transform(${site.arg(0)}, lambda ${lifted}: struct_pack(s := ${nullOf(stateParam.type)}, e := ${lifted}))`;
    const next = `struct_pack(s := CAST(${body} AS ${stateType}), e := ${nullOf(elementParam.type)})`;
    const first = `struct_pack(s := CAST(${site.arg(1)} AS ${stateType}), e := ${nullOf(elementParam.type)})`;
    folded = `(list_reduce(${list}, lambda ${state}, ${element}: ${next}, ${first})).s`;
  }
  const identity = finish === out;
  // No array: no result, whatever the last lambda makes of a null.
  return identity
    ? folded
    : `CASE WHEN ${site.arg(0)} IS NOT NULL THEN list_transform([${folded}], lambda ${out}: ${finish})[1] END`;
}

/**
 * `array_sort` by a comparator: each element's place is the number of elements before it, by the comparator and, among
 * equals, by position.
 */
export function sortedBy(site: CallSite): string {
  const [left, right, place, all] = [site.emit.name(), site.emit.name(), site.emit.name(), site.emit.name()];
  const before = applied(site, 1, [right, left]);
  const rank = `len(list_filter(${all}, lambda ${right}: ${before} < 0))`;
  const ranked = `list_transform(${all}, lambda ${left}, ${place}: struct_pack(r := ${rank}, i := ${place}, v := ${left}))`;
  const value = site.emit.name();
  const sorted = `list_transform(list_sort(${ranked}), lambda ${value}: ${value}.v)`;
  return `list_transform([${site.arg(0)}], lambda ${all}: ${sorted})[1]`;
}
