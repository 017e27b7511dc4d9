import { commonSuperType } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import { comparison } from '../../../sql/operators.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { NodeOf, Position, QueryNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { coerce } from './coerce.ts';
import { coerceFields } from './coerce-fields.ts';
import { rowOf } from './composite.ts';
import { BOOLEAN } from './operand.ts';
import type { ExpressionContext, PlannedRelation } from './session.ts';

function plan(query: QueryNode, context: ExpressionContext): PlannedRelation {
  return context.session.query(query, {
    outer: context.scope,
    bindings: context.bindings,
    ordered: false,
  });
}

export function analyzeExists(node: NodeOf<'exists'>, context: ExpressionContext): Expression {
  const { relation } = plan(node.query, context);
  return { op: 'subquery', kind: 'exists', relation, type: BOOLEAN };
}

/** One column is a value, several are a row. */
export function analyzeScalarSubquery(
  node: NodeOf<'scalar subquery'>,
  context: ExpressionContext,
): Expression {
  const planned = plan(node.query, context);
  const single = planned.fields.length === 1 ? planned : asRow(planned, context);
  const [field] = single.fields;
  if (!field) throw refuse(node.at, 'Subquery has no columns');
  const { id, type } = field.column;
  return { op: 'subquery', kind: 'scalar', relation: single.relation, column: id, type };
}

export function analyzeInSubquery(node: NodeOf<'in subquery'>, context: ExpressionContext): Expression {
  const matched = matchRows(node, plan(node.query, context), node.at, context);
  return { op: 'subquery', kind: 'in', ...matched, type: BOOLEAN };
}

export function analyzeQuantified(node: NodeOf<'quantified'>, context: ExpressionContext): Expression {
  const planned = plan(node.query, context);
  const matched = matchRows(node, planned, node.at, context);
  const { type } = matched.value;
  if (comparison(node.operator, type, type) === undefined) {
    const able = node.operator === '=' || node.operator === '<>' ? 'comparable' : 'orderable';
    throw refuse(
      node.at,
      `Type [${formatType(type)}] must be ${able} in order to be used in quantified comparison`,
    );
  }
  return {
    op: 'subquery',
    kind: node.quantifier,
    comparison: node.operator,
    ...matched,
    type: BOOLEAN,
  };
}

/** A value and the column it is compared with, in their common type. Several columns are compared as rows. */
function matchRows(
  node: NodeOf<'in subquery' | 'quantified'>,
  planned: PlannedRelation,
  at: Position,
  context: ExpressionContext,
): { value: Expression; relation: PlannedRelation['relation']; column: number } {
  const value = context.session.expression(node.value, context);
  const single = planned.fields.length === 1 ? planned : asRow(planned, context);
  const [field] = single.fields;
  const type = field && commonSuperType(value.type, field.column.type);
  if (!type) {
    const left = value.type.kind === 'row' ? formatType(value.type) : `row(${formatType(value.type)})`;
    throw refuse(
      at,
      `Value expression and result of subquery must be of the same type: ${left} vs ${rowText(planned)}`,
    );
  }
  const coerced = coerceFields(single, [type], context.session);
  const [column] = coerced.fields;
  if (!column) throw new Error('a coerced relation without its column');
  return { value: coerce(value, type), relation: coerced.relation, column: column.column.id };
}

function rowText(planned: PlannedRelation): string {
  const type: SqlType = {
    kind: 'row',
    fields: planned.fields.map(({ name, column }) => ({
      ...(name === undefined ? {} : { name }),
      type: column.type,
    })),
  };
  return formatType(type);
}

function asRow(planned: PlannedRelation, context: ExpressionContext): PlannedRelation {
  const value = rowOf(
    planned.fields.map(({ column }) => ({ op: 'column', id: column.id, type: column.type }) as const),
  );
  const column = context.session.column(value.type);
  return {
    relation: { op: 'project', input: planned.relation, keep: [], add: [{ column, value }] },
    fields: [{ name: undefined, relation: [], column, hidden: false }],
  };
}
