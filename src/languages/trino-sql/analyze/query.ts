import type { Limit, Relation } from '../../../sql/tree.ts';
import type { QueryBody, QueryNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { sortByOutput } from './order-by.ts';
import { planSelect } from './select.ts';
import type { PlannedQuery, QueryContext, Session } from './session.ts';
import { planSet } from './set.ts';
import { planTable } from './table.ts';
import { planValues } from './values.ts';
import { planWith } from './with.ts';

/** A query with its WITH, ORDER BY and LIMIT. */
export function planQuery(node: QueryNode, context: QueryContext, session: Session): PlannedQuery {
  const withClause = node.with && planWith(node.with, context, session);
  const bindings = withClause?.bindings ?? context.bindings;
  // As in Trino, an order that nothing depends on is dropped.
  const ordered = context.ordered || node.limit !== undefined || node.offset !== undefined;
  const inner: QueryContext = { outer: context.outer, bindings, ordered };
  const { body } = node;
  const planned =
    body.kind === 'select'
      ? planSelect(body, node.orderBy, inner, session)
      : sortByOutput(planBody(body, inner, session), node.orderBy, inner, session);
  const relation = limited(planned.relation, node);
  return { relation: withClause ? withClause.around(relation) : relation, fields: planned.fields };
}

/** A query's body without an order of its own. */
export function planBody(body: QueryBody, context: QueryContext, session: Session): PlannedQuery {
  switch (body.kind) {
    case 'select':
      return planSelect(body, undefined, context, session);
    case 'table': {
      const planned = planTable(body.name, context.bindings, session);
      return { ...planned, fields: planned.fields.filter((field) => !field.hidden) };
    }
    case 'values':
      return planValues(body, context, session);
    case 'subquery':
      return planQuery(body.query, context, session);
    case 'set':
      return planSet(body, context, session);
  }
}

function limited(input: Relation, node: QueryNode): Relation {
  const { limit, offset } = node;
  const withTies = limit?.kind === 'fetch' && limit.withTies;
  if (limit?.kind === 'fetch' && limit.count <= 0n) {
    throw refuse(limit.at, `FETCH FIRST row count must be positive (actual value: ${limit.count})`);
  }
  if (limit && withTies && !node.orderBy) {
    throw refuse(limit.at, 'FETCH FIRST WITH TIES clause requires ORDER BY');
  }
  const count = limit === undefined || limit.count === 'all' ? undefined : Number(limit.count);
  if (count === undefined && offset === undefined) return input;
  const result: Limit = {
    op: 'limit',
    input,
    offset: Number(offset?.count ?? 0n),
    ...(count === undefined ? {} : { count }),
    withTies,
  };
  return result;
}
