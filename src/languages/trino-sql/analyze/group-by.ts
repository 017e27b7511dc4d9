import { isComparable } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { ExpressionNode, GroupBy, GroupingElement } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { refuseAggregates } from './find-nodes.ts';
import { sameExpression } from './same-expression.ts';
import type { OutputItem } from './select-items.ts';
import type { ExpressionContext } from './session.ts';

/** GROUP BY as grouping sets over a list of distinct expressions. */
export interface Grouping {
  readonly keys: readonly Expression[];
  /** Indexes into `keys`. */
  readonly sets: readonly (readonly number[])[];
}

/** Trino's bound on the product of grouping elements. */
const MAX_GROUPING_SETS = 2048;

export function planGroupBy(
  node: GroupBy,
  items: readonly OutputItem[],
  context: ExpressionContext,
): Grouping {
  const keys: Expression[] = [];
  const indexOf = (term: ExpressionNode): number => {
    const value = groupKey(term, items, context);
    const known = keys.findIndex((key) => sameExpression(key, value));
    if (known >= 0) return known;
    keys.push(value);
    return keys.length - 1;
  };
  const elements = node.elements.map((element) => setsOf(element, indexOf));
  let sets: (readonly number[])[] = [[]];
  for (const element of elements) {
    sets = sets.flatMap((set) => element.map((more) => [...new Set([...set, ...more])]));
    if (sets.length > MAX_GROUPING_SETS) {
      throw refuse(
        node.at,
        `GROUP BY has more than ${MAX_GROUPING_SETS} grouping sets but can contain at most ${MAX_GROUPING_SETS}`,
      );
    }
  }
  return { keys, sets: node.distinct ? distinctSets(sets) : sets };
}

function setsOf(
  element: GroupingElement,
  indexOf: (term: ExpressionNode) => number,
): readonly (readonly number[])[] {
  if (element.kind === 'simple') return [element.terms.map(indexOf)];
  const sets = element.sets.map((terms) => terms.map(indexOf));
  if (element.kind === 'sets') return sets;
  if (element.kind === 'rollup') {
    return [...sets.keys(), sets.length].reverse().map((count) => sets.slice(0, count).flat());
  }
  return subsets(sets).map((subset) => subset.flat());
}

/** All subsets, the fullest first, as CUBE lists them. */
function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  const others = subsets(rest);
  return [...others.map((subset) => [first, ...subset]), ...others];
}

function distinctSets(sets: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const seen = new Set<string>();
  return sets.filter((set) => {
    const key = [...set].sort((a, b) => a - b).join();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function groupKey(
  term: ExpressionNode,
  items: readonly OutputItem[],
  context: ExpressionContext,
): Expression {
  let node = term;
  let value: Expression | undefined;
  if (term.kind === 'integer') {
    const item = items[Number(term.value) - 1];
    if (!item) throw refuse(term.at, `GROUP BY position ${term.value} is not in select list`);
    node = item.node ?? term;
    value = item.value;
  }
  refuseAggregates(node, context.session.functions, 'GROUP BY clause');
  value ??= context.session.expression(node, context);
  if (!isComparable(value.type)) {
    throw refuse(
      term.at,
      `${formatType(value.type)} is not comparable, and therefore cannot be used in GROUP BY`,
    );
  }
  return value;
}
