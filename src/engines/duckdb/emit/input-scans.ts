import type { ColumnId, Expression, Relation, TableScan } from '../../../sql/tree.ts';
import { containsSubquery, partsOf } from './walk.ts';

export interface InputScan {
  readonly scan: TableScan;
  /** The statement's conditions on this scan's columns alone. */
  readonly where: readonly Expression[];
}

/** Every scan of a table with the filters that apply to it before anything else, subqueries included. */
export function inputScans(root: Relation): readonly InputScan[] {
  const found: InputScan[] = [];
  visit(root, [], found);
  return found;
}

function visit(relation: Relation, conditions: readonly Expression[], found: InputScan[]): void {
  const go = (input: Relation, kept: readonly Expression[] = conditions) => visit(input, kept, found);
  const look = (...expressions: (Expression | undefined)[]) => {
    for (const expression of expressions) if (expression) visitSubqueries(expression, found);
  };
  switch (relation.op) {
    case 'table':
      found.push({ scan: relation, where: conditions.filter((condition) => isOf(relation, condition)) });
      return;
    case 'values':
      for (const row of relation.rows) look(...row);
      return;
    case 'project':
      look(...relation.add.map(({ value }) => value));
      go(relation.input);
      return;
    case 'filter':
      look(relation.where);
      go(relation.input, [...conditions, ...conjuncts(relation.where)]);
      return;
    case 'join': {
      look(relation.on);
      const both = relation.on ? [...conditions, ...conjuncts(relation.on)] : conditions;
      const inner = relation.kind === 'inner' || relation.kind === 'cross';
      go(relation.left, inner ? both : relation.kind === 'left' ? conditions : []);
      go(relation.right, inner ? both : relation.kind === 'right' ? conditions : []);
      return;
    }
    case 'aggregate':
      for (const call of relation.aggregates)
        look(...call.args, call.filter, ...call.orderBy.map((k) => k.value));
      go(relation.input, []);
      return;
    case 'window':
      for (const call of relation.calls)
        look(...call.args, ...call.partitionBy, ...call.orderBy.map((k) => k.value));
      go(relation.input, []);
      return;
    case 'sort':
      look(...relation.keys.map(({ value }) => value));
      go(relation.input);
      return;
    case 'distinct':
      go(relation.input);
      return;
    case 'limit':
      go(relation.input, []);
      return;
    case 'set':
      for (const { relation: input } of relation.inputs) go(input, []);
      return;
    case 'unnest':
      look(...relation.collections.map(({ value }) => value));
      return;
    case 'with':
      for (const binding of relation.bindings) go(binding.relation, []);
      go(relation.body);
      return;
    case 'with-scan':
      return;
  }
}

function visitSubqueries(expression: Expression, found: InputScan[]): void {
  if (expression.op === 'subquery') visit(expression.relation, [], found);
  for (const part of partsOf(expression)) visitSubqueries(part, found);
}

function conjuncts(condition: Expression): readonly Expression[] {
  if (condition.op === 'call' && condition.name === 'and') return condition.args.flatMap(conjuncts);
  return [condition];
}

function isOf(scan: TableScan, condition: Expression): boolean {
  const own = new Set(scan.columns.map(({ id }) => id));
  return !containsSubquery(condition) && columnsIn(condition).every((id) => own.has(id));
}

function columnsIn(expression: Expression): readonly ColumnId[] {
  return expression.op === 'column' ? [expression.id] : partsOf(expression).flatMap(columnsIn);
}
