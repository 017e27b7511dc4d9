import type { ColumnId, Expression, Relation, SortKey } from './tree.ts';

/**
 * Rewrites the expressions of a tree from the top down: `change` answers what stands in for an expression, which is
 * then left as it is, or undefined to go on inside it. Relations of subqueries are gone through too.
 */
export type Change = (expression: Expression) => Expression | undefined;

export function mapExpression(expression: Expression, change: Change): Expression {
  const changed = change(expression);
  if (changed !== undefined) return changed;
  const map = (inner: Expression): Expression => mapExpression(inner, change);
  switch (expression.op) {
    case 'literal':
    case 'column':
    case 'lambda-argument':
      return expression;
    case 'call':
      return { ...expression, args: expression.args.map(map) };
    case 'cast':
      return { ...expression, value: map(expression.value) };
    case 'case':
      return {
        ...expression,
        when: expression.when.map(({ condition, result }) => ({
          condition: map(condition),
          result: map(result),
        })),
        ...(expression.otherwise ? { otherwise: map(expression.otherwise) } : {}),
      };
    case 'lambda':
      return { ...expression, body: map(expression.body) };
    case 'subquery': {
      const relation = mapRelation(expression.relation, change);
      return expression.kind === 'scalar' || expression.kind === 'exists'
        ? { ...expression, relation }
        : { ...expression, relation, value: map(expression.value) };
    }
  }
}

/** All expressions of a relation and of what it is made from. */
export function mapRelation(relation: Relation, change: Change): Relation {
  const map = (expression: Expression): Expression => mapExpression(expression, change);
  const into = (inner: Relation): Relation => mapRelation(inner, change);
  switch (relation.op) {
    case 'table':
    case 'with-scan':
      return relation;
    case 'values':
      return { ...relation, rows: relation.rows.map((row) => row.map(map)) };
    case 'project':
      return {
        ...relation,
        input: into(relation.input),
        add: relation.add.map(({ column, value }) => ({ column, value: map(value) })),
      };
    case 'filter':
      return { ...relation, input: into(relation.input), where: map(relation.where) };
    case 'join':
      return {
        ...relation,
        left: into(relation.left),
        right: into(relation.right),
        ...(relation.on ? { on: map(relation.on) } : {}),
      };
    case 'aggregate':
      return {
        ...relation,
        input: into(relation.input),
        aggregates: relation.aggregates.map((call) => ({
          ...call,
          args: call.args.map(map),
          ...(call.filter ? { filter: map(call.filter) } : {}),
          orderBy: mapKeys(call.orderBy, map),
        })),
      };
    case 'window':
      return {
        ...relation,
        input: into(relation.input),
        calls: relation.calls.map((call) => ({
          ...call,
          args: call.args.map(map),
          ...(call.filter ? { filter: map(call.filter) } : {}),
          partitionBy: call.partitionBy.map(map),
          orderBy: mapKeys(call.orderBy, map),
        })),
      };
    case 'sort':
      return { ...relation, input: into(relation.input), keys: mapKeys(relation.keys, map) };
    case 'distinct':
    case 'limit':
      return { ...relation, input: into(relation.input) };
    case 'set':
      return {
        ...relation,
        inputs: relation.inputs.map((input) => ({ ...input, relation: into(input.relation) })),
      };
    case 'unnest':
      return {
        ...relation,
        collections: relation.collections.map((collection) => ({
          ...collection,
          value: map(collection.value),
        })),
      };
    case 'with':
      return {
        ...relation,
        bindings: relation.bindings.map((binding) => ({
          ...binding,
          relation: into(binding.relation),
          ...(binding.recursive
            ? { recursive: { ...binding.recursive, step: into(binding.recursive.step) } }
            : {}),
        })),
        body: into(relation.body),
      };
  }
}

export function mapKeys(
  keys: readonly SortKey[],
  map: (value: Expression) => Expression,
): readonly SortKey[] {
  return keys.map((key) => ({ ...key, value: map(key.value) }));
}

/** Adds the columns an expression refers to, also from inside its subqueries. */
export function referencedColumns(expression: Expression, into: Set<ColumnId>): void {
  mapExpression(expression, (inner) => {
    if (inner.op === 'column') into.add(inner.id);
    return undefined;
  });
}
