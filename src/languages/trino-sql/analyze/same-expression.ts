import type { Expression } from '../../../sql/tree.ts';

/** Whether two typed expressions say the same; parameters of lambdas may have other numbers. */
export function sameExpression(a: Expression, b: Expression): boolean {
  return a === b || same(a, b, new Map());
}

function same(a: unknown, b: unknown, params: Map<number, number>): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i], params));
  }
  if (isLambda(a) && isLambda(b)) {
    for (const [i, param] of a.params.entries()) {
      const other = b.params[i];
      if (other) params.set(param.id, other.id);
    }
    return a.params.length === b.params.length && same(a.body, b.body, params);
  }
  if (isArgument(a) && isArgument(b)) return (params.get(a.id) ?? a.id) === b.id;
  const entries = Object.entries(a);
  const others = b as Record<string, unknown>;
  return (
    entries.length === Object.keys(b).length &&
    entries.every(([key, value]) => same(value, others[key], params))
  );
}

function isLambda(value: object): value is Extract<Expression, { op: 'lambda' }> {
  return 'op' in value && value.op === 'lambda';
}

function isArgument(value: object): value is Extract<Expression, { op: 'lambda-argument' }> {
  return 'op' in value && value.op === 'lambda-argument';
}
