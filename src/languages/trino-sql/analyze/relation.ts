import { LanguageError } from '../../../ports/compiler.ts';
import { formatType } from '../../../sql/format-type.ts';
import type { Column, Unnest } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { Identifier, RelationNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { planJoin } from './join.ts';
import type { Field } from './scope.ts';
import type { PlannedRelation, QueryContext, Session } from './session.ts';
import { planTable } from './table.ts';

/** One item of FROM. For LATERAL and UNNEST the context's outer scope holds the relations before it. */
export function planRelation(node: RelationNode, context: QueryContext, session: Session): PlannedRelation {
  switch (node.kind) {
    case 'table':
      return planTable(node.name, context.bindings, session);
    case 'subquery':
      return session.query(node.query, { ...context, ordered: false });
    case 'unnest':
      return planUnnest(node, context, session);
    case 'aliased':
      return renamed(session.relation(node.relation, context), node);
    case 'join':
      return planJoin(node, context, session);
  }
}

function renamed(planned: PlannedRelation, node: RelationNode & { kind: 'aliased' }): PlannedRelation {
  const relation = [node.alias.text.toLowerCase()];
  const { columns } = node;
  if (!columns) return { ...planned, fields: planned.fields.map((field) => ({ ...field, relation })) };
  const visible = planned.fields.filter((field) => !field.hidden);
  checkAliases(columns, visible.length, node);
  const fields = visible.map(
    (field, i): Field => ({ ...field, name: columns[i]?.text ?? field.name, relation }),
  );
  return { ...planned, fields };
}

function checkAliases(
  columns: readonly Identifier[],
  count: number,
  node: RelationNode & { kind: 'aliased' },
): void {
  if (columns.length === count) return;
  throw refuse(
    node.at,
    `Column alias list has ${columns.length} entries but '${node.alias.text.toLowerCase()}' has ${count} columns available`,
  );
}

function planUnnest(
  node: RelationNode & { kind: 'unnest' },
  context: QueryContext,
  session: Session,
): PlannedRelation {
  const scope = context.outer ?? { fields: [], outer: undefined, lambda: false };
  const fields: Field[] = [];
  const add = (type: SqlType, name?: string): Column => {
    const column = session.column(type);
    fields.push({ name, relation: [], column, hidden: false });
    return column;
  };
  const collections = node.values.map((value): Unnest['collections'][number] => {
    const expression = session.expression(value, {
      session,
      scope,
      bindings: context.bindings,
      collector: undefined,
    });
    return { value: expression, columns: unnestedColumns(expression.type, add) };
  });
  const ordinality = node.ordinality ? add({ kind: 'bigint' }) : undefined;
  return {
    relation: { op: 'unnest', collections, ...(ordinality ? { ordinality } : {}) },
    fields,
  };
}

/** An array gives one column, of rows one for each field; a map gives two. */
function unnestedColumns(type: SqlType, add: (type: SqlType, name?: string) => Column): readonly Column[] {
  if (type.kind === 'array') {
    const { element } = type;
    return element.kind === 'row'
      ? element.fields.map((field) => add(field.type, field.name))
      : [add(element)];
  }
  if (type.kind === 'map') return [add(type.key), add(type.value)];
  // Trino gives this one no place.
  throw new LanguageError(`Cannot unnest type: ${formatType(type)}`);
}
