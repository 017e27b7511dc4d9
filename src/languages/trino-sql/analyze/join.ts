import { formatType } from '../../../sql/format-type.ts';
import { comparison } from '../../../sql/operators.ts';
import type { Expression, Join, Project } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { ExpressionNode, Identifier, JoinNode, RelationNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { coerce } from './coerce.ts';
import { clauseCondition } from './condition.ts';
import { BOOLEAN, call } from './operand.ts';
import type { Field, Scope } from './scope.ts';
import type { PlannedRelation, QueryContext, Session } from './session.ts';

export function planJoin(node: JoinNode, context: QueryContext, session: Session): PlannedRelation {
  if (node.natural) throw refuse(node.at, 'Natural join not supported');
  const left = session.relation(node.left, context);
  const lateral = isLateral(node.right);
  const right = session.relation(
    node.right,
    lateral ? { ...context, outer: scopeOf(left.fields, context.outer) } : context,
  );
  const kind = node.join === 'implicit' ? 'cross' : node.join;
  if (lateral) return lateralJoin(node, kind, left, right);
  if (node.using) return usingJoin(node, node.using, left, right, session);
  const fields = [...left.fields, ...right.fields];
  const on = node.on && condition(node.on, fields, context, session);
  return {
    relation: {
      op: 'join',
      kind,
      left: left.relation,
      right: right.relation,
      ...(on ? { on } : {}),
      lateral: false,
    },
    fields,
  };
}

/** Whether the relation may use the columns of what stands before it. */
function isLateral(node: RelationNode): boolean {
  if (node.kind === 'aliased') return isLateral(node.relation);
  return node.kind === 'unnest' || (node.kind === 'subquery' && node.lateral);
}

function scopeOf(fields: readonly Field[], outer: Scope | undefined): Scope {
  return { fields, outer, lambda: false };
}

function condition(
  node: ExpressionNode,
  fields: readonly Field[],
  context: QueryContext,
  session: Session,
): Expression {
  const scope = scopeOf(fields, context.outer);
  return clauseCondition(node, 'JOIN', { session, scope, bindings: context.bindings, collector: undefined });
}

function lateralJoin(
  node: JoinNode,
  kind: Join['kind'],
  left: PlannedRelation,
  right: PlannedRelation,
): PlannedRelation {
  const always = node.on?.kind === 'boolean' && node.on.value;
  if (kind !== 'cross' && !always) {
    const what = JSON.stringify(node.right).includes('"kind":"unnest"') ? 'UNNEST' : 'LATERAL';
    throw refuse(
      node.on?.at ?? node.at,
      `${kind.toUpperCase()} JOIN involving ${what} is only supported with condition ON TRUE`,
    );
  }
  if (kind === 'right' || kind === 'full') {
    throw refuse(node.at, `${kind.toUpperCase()} JOIN involving LATERAL or UNNEST is not supported`);
  }
  const on: Expression = { op: 'literal', type: BOOLEAN, value: true };
  return {
    relation: {
      op: 'join',
      kind,
      left: left.relation,
      right: right.relation,
      ...(kind === 'cross' ? {} : { on }),
      lateral: true,
    },
    fields: [...left.fields, ...right.fields],
  };
}

/** The common columns come first, once, and belong to neither side; then the rest of both. */
function usingJoin(
  node: JoinNode,
  using: readonly Identifier[],
  left: PlannedRelation,
  right: PlannedRelation,
  session: Session,
): PlannedRelation {
  const pairs = using.map((name) => pairOf(name, left, right));
  const conditions = pairs.map(({ left: a, right: b, type }) =>
    call('=', [coerce(column(a), type), coerce(column(b), type)], BOOLEAN),
  );
  const add: Project['add'][number][] = [];
  const shared = pairs.map(({ name, left: a, right: b, type }): Field => {
    const both = [coerce(column(a), type), coerce(column(b), type)];
    const sided = node.join === 'inner' || node.join === 'left' ? both[0] : undefined;
    const value = sided ?? call('coalesce', both, type);
    const made = session.column(type);
    add.push({ column: made, value });
    return { name: name.text.toLowerCase(), relation: [], column: made, hidden: false };
  });
  const rest = [...left.fields, ...right.fields].filter(
    (field) => !pairs.some((pair) => pair.left === field || pair.right === field),
  );
  const join: Join = {
    op: 'join',
    kind: node.join === 'implicit' ? 'cross' : node.join,
    left: left.relation,
    right: right.relation,
    on: conditions.length === 1 && conditions[0] ? conditions[0] : call('and', conditions, BOOLEAN),
    lateral: false,
  };
  const keep = rest.map((field) => field.column.id);
  return { relation: { op: 'project', input: join, keep, add }, fields: [...shared, ...rest] };
}

function pairOf(
  name: Identifier,
  left: PlannedRelation,
  right: PlannedRelation,
): { name: Identifier; left: Field; right: Field; type: SqlType } {
  const find = (side: PlannedRelation, which: string): Field => {
    const matches = side.fields.filter((field) => field.name?.toLowerCase() === name.text.toLowerCase());
    const [field] = matches;
    if (!field) throw refuse(name.at, `Column '${name.text}' is missing from ${which} side of join`);
    if (matches.length > 1) throw refuse(name.at, `Column '${name.text.toLowerCase()}' is ambiguous`);
    return field;
  };
  const a = find(left, 'left');
  const b = find(right, 'right');
  const type = comparison('=', a.column.type, b.column.type);
  if (type === undefined) {
    throw refuse(
      name.at,
      `Column types of left and right side are not comparable: ${formatType(a.column.type)} vs ${formatType(b.column.type)}`,
    );
  }
  return { name, left: a, right: b, type };
}

function column(field: Field): Expression {
  return { op: 'column', id: field.column.id, type: field.column.type };
}
