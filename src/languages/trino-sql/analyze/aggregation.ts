import { LanguageError } from '../../../ports/compiler.ts';
import { mapExpression, mapKeys, mapRelation } from '../../../sql/map-tree.ts';
import type { Aggregate, Column, ColumnId, Expression, Project, Relation } from '../../../sql/tree.ts';
import type { ExpressionNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import type { Collector } from './collector.ts';
import { formatExpression } from './format-expression.ts';
import type { Grouping } from './group-by.ts';
import { sameExpression } from './same-expression.ts';
import type { Field } from './scope.ts';
import type { Session } from './session.ts';

/** A grouped query: its relation, and how expressions over the source become expressions over the groups. */
export interface Aggregation {
  readonly relation: Relation;
  /** @throws LanguageError when the expression uses a column that is not grouped; `prefix` comes before its text. */
  readonly over: (value: Expression, node: ExpressionNode | undefined, prefix?: string) => Expression;
  /** As `over`, for a column that `*` stands for. */
  readonly starredOver: (value: Expression, name: string) => Expression;
  readonly columns: readonly ColumnId[];
}

export function planAggregation(
  input: Relation,
  source: readonly Field[],
  grouping: Grouping,
  collector: Collector,
  session: Session,
): Aggregation {
  const add: Project['add'][number][] = [];
  const groups = grouping.keys.map((value) => {
    const made = value.op === 'column' ? undefined : session.column(value.type);
    if (made) add.push({ column: made, value });
    return {
      value,
      input: made?.id ?? (value.op === 'column' ? value.id : 0),
      column: session.column(value.type),
    };
  });
  const keep = source.map(({ column }) => column.id);
  const aggregate: Aggregate = {
    op: 'aggregate',
    input: add.length > 0 ? { op: 'project', input, keep, add } : input,
    groups: groups.map(({ input: from, column }) => ({ input: from, column })),
    sets: grouping.sets.map((set) => set.map((index) => groups[index]?.input ?? 0)),
    aggregates: collector.aggregates.map(({ call }) => call),
    grouping: collector.grouping.map(({ column, of, node }) => ({
      column,
      of: of.map((value) => groupedInput(value, groups, node)),
    })),
  };
  const rewrite = rewriter(groups, new Set(keep), session);
  return {
    relation: aggregate,
    over: (value, node, prefix = '') =>
      rewrite(value, () =>
        refuse(
          node?.at ?? START,
          `${prefix}'${node ? formatExpression(node) : ''}' must be an aggregate expression or appear in GROUP BY clause`,
        ),
      ),
    starredOver: (value, name) =>
      rewrite(value, () => new LanguageError(`Column '${name}' not in GROUP BY clause`)),
    columns: [
      ...groups.map(({ column }) => column.id),
      ...aggregate.aggregates.map(({ column }) => column.id),
      ...aggregate.grouping.map(({ column }) => column.id),
    ],
  };
}

interface Group {
  readonly value: Expression;
  readonly input: ColumnId;
  readonly column: Column;
}

function groupedInput(value: Expression, groups: readonly Group[], node: ExpressionNode): ColumnId {
  const group = groups.find((each) => sameExpression(each.value, value));
  if (group) return group.input;
  const name =
    node.kind === 'grouping' ? (node.columns[0]?.parts.map((part) => part.text).join('.') ?? '') : '';
  throw refuse(
    node.at,
    `The arguments to GROUPING() must be expressions referenced by the GROUP BY at the associated query level. Mismatch due to ${name}.`,
  );
}

class NotGrouped extends Error {}

/** Where Trino points for errors that it gives no place. */
const START = { line: 1, column: 1 };

function rewriter(
  groups: readonly Group[],
  source: ReadonlySet<ColumnId>,
  session: Session,
): (value: Expression, notGrouped: () => Error) => Expression {
  const grouped = (expression: Expression): Expression | undefined => {
    const group = groups.find((each) => sameExpression(each.value, expression));
    return group && { op: 'column', id: group.column.id, type: group.column.type };
  };
  const inSubquery = (expression: Expression): Expression | undefined => {
    const group = expression.op === 'literal' ? undefined : grouped(expression);
    if (group || expression.op !== 'column' || !source.has(expression.id)) return group;
    const origin = session.origins.get(expression);
    throw refuse(
      origin?.at ?? START,
      `Subquery uses '${origin ? formatExpression(origin) : ''}' which must appear in GROUP BY clause`,
    );
  };
  const change = (expression: Expression): Expression | undefined => {
    const group = grouped(expression);
    if (group) return group;
    if (expression.op === 'column' && source.has(expression.id)) throw new NotGrouped();
    if (expression.op !== 'subquery') return undefined;
    const relation = mapRelation(expression.relation, inSubquery);
    return expression.kind === 'scalar' || expression.kind === 'exists'
      ? { ...expression, relation }
      : { ...expression, relation, value: mapExpression(expression.value, change) };
  };
  return (value, notGrouped) => {
    try {
      return mapExpression(value, change);
    } catch (error) {
      throw error instanceof NotGrouped ? notGrouped() : error;
    }
  };
}

/** The windows of a grouped query, over its groups. */
export function windowsOverGroups(collector: Collector, aggregation: Aggregation): Collector['windows'] {
  return collector.windows.map(({ call, node, window }) => ({
    node,
    window,
    call: {
      ...call,
      args: call.args.map((arg) => aggregation.over(arg, node)),
      partitionBy: call.partitionBy.map((key, i) =>
        aggregation.over(key, window.partitionBy[i], 'PARTITION BY expression '),
      ),
      orderBy: mapKeys(call.orderBy, (key) => {
        const index = call.orderBy.findIndex((each) => each.value === key);
        return aggregation.over(key, window.orderBy?.items[index]?.value, 'ORDER BY expression ');
      }),
    },
  }));
}
