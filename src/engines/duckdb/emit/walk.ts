import type { Expression } from '../../../sql/tree.ts';

/** The expressions directly inside; those of a subquery's relation do not count. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case 'call':
      return expression.args;
    case 'cast':
      return [expression.value];
    case 'case': {
      const parts = expression.when.flatMap(({ condition, result }) => [condition, result]);
      return expression.otherwise ? [...parts, expression.otherwise] : parts;
    }
    case 'lambda':
      return [expression.body];
    case 'subquery':
      return 'value' in expression ? [expression.value] : [];
    default:
      return [];
  }
}

export function containsSubquery(expression: Expression): boolean {
  return expression.op === 'subquery' || partsOf(expression).some(containsSubquery);
}
