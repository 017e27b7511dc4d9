import { asDecimal, decimal, MAX_DECIMAL_PRECISION } from '../../sql/decimal.ts';
import { formatType } from '../../sql/format-type.ts';
import type { AggregateCall, Column, ColumnId, Expression, Relation } from '../../sql/tree.ts';
import type { SqlType } from '../../sql/types.ts';
import type { AggregateNode, ExpressionNode } from '../zoql-syntax/ast.ts';
import { refuse } from '../zoql-syntax/refuse.ts';
import { dateCall } from '../zoql-tree/date-call.ts';
import { BIGINT, coerced } from '../zoql-tree/expressions.ts';
import type { Session } from '../zoql-tree/session.ts';
import type { Source } from '../zoql-tree/source.ts';

interface Group {
  /** What is grouped by, of an input row. */
  readonly value: Expression;
  readonly column: Column;
}

type Call = Omit<AggregateCall, 'column'> & { readonly column: Column };

/** The groups and aggregates of a query: what its other clauses may name, and the relation that makes them. */
export class Grouping {
  readonly #session: Session;
  readonly #source: Source;
  readonly #value: (node: ExpressionNode) => Expression;
  readonly #groups: Group[] = [];
  readonly #calls = new Map<string, Call>();

  /** `value` gives a field or a date function of an input row. */
  constructor(source: Source, session: Session, value: (node: ExpressionNode) => Expression) {
    this.#source = source;
    this.#session = session;
    this.#value = value;
  }

  /** Groups by a value; what stands for it afterwards. Constants are the same in every group. */
  group(value: Expression): Expression {
    if (value.op === 'literal' && value.value !== null) return value;
    const known = this.#grouped(value);
    if (known) return known;
    const column = this.#session.column(value.type);
    this.#groups.push({ value, column });
    return { op: 'column', id: column.id, type: column.type };
  }

  /** @throws LanguageError for what is neither grouped nor an aggregate. */
  value(node: ExpressionNode): Expression {
    if (node.kind === 'aggregate') return this.#aggregate(node);
    const value = this.#value(node);
    const grouped = this.#grouped(value);
    if (grouped) return grouped;
    if (node.kind === 'date-call') {
      if (node.of.kind === 'literal') return value;
      const argument = this.#grouped(this.#source.field(node.of).value);
      if (argument) return dateCall(node.name, argument, node.at);
    }
    throw refuse(
      node.at,
      `One or more of the selected fields are neither in GROUP BY nor inside an aggregate function: ${node.name}`,
    );
  }

  /** The rows of the groups. */
  relation(
    input: Relation,
    columns: readonly ColumnId[],
  ): { readonly relation: Relation; readonly columns: readonly ColumnId[] } {
    const groups = this.#groups.map(({ value, column }) => ({
      value,
      input: value.op === 'column' ? { id: value.id, type: value.type } : this.#session.column(value.type),
      column,
    }));
    const computed = groups.filter(({ value }) => value.op !== 'column');
    const rows: Relation =
      computed.length === 0
        ? input
        : {
            op: 'project',
            input,
            keep: columns,
            add: computed.map(({ value, input: column }) => ({ column, value })),
          };
    const calls = [...this.#calls.values()];
    const relation: Relation = {
      op: 'aggregate',
      input: rows,
      groups: groups.map((group) => ({ input: group.input.id, column: group.column })),
      sets: [groups.map((group) => group.input.id)],
      aggregates: calls,
      grouping: [],
    };
    return { relation, columns: [...groups, ...calls].map(({ column }) => column.id) };
  }

  #grouped(value: Expression): Expression | undefined {
    const key = JSON.stringify(value);
    // Fields of a relationship without rows are all the same null.
    const group = this.#groups.find((each) =>
      value.op === 'literal' ? each.value === value : JSON.stringify(each.value) === key,
    );
    return group && { op: 'column', id: group.column.id, type: group.column.type };
  }

  #aggregate(node: AggregateNode): Expression {
    const argument = node.of && this.#source.field(node.of).value;
    const call = aggregateCall(node, argument);
    const key = JSON.stringify(call);
    const known = this.#calls.get(key);
    const column = known?.column ?? this.#session.column(call.type);
    const { name, args, distinct } = call;
    if (!known) this.#calls.set(key, { column, name, args, distinct, orderBy: [] });
    return { op: 'column', id: column.id, type: column.type };
  }
}

/** Digits after the point of a mean of whole numbers: no column of a file is a floating-point number. */
const MEAN_OF_INTEGERS: SqlType = { kind: 'decimal', precision: 28, scale: 9 };

function aggregateCall(
  { name, distinct, at }: AggregateNode,
  argument: Expression | undefined,
): {
  readonly name: string;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  readonly type: SqlType;
} {
  const lower = name.toLowerCase();
  if (name === 'COUNT' || !argument)
    return { name: lower, args: argument ? [argument] : [], distinct, type: BIGINT };
  if (name === 'MIN' || name === 'MAX')
    return { name: lower, args: [argument], distinct, type: argument.type };
  const number = asDecimal(argument.type);
  if (!number) throw refuse(at, `${name} takes a number, and no ${formatType(argument.type)}`);
  if (argument.type.kind === 'decimal') {
    const type = name === 'SUM' ? decimal(MAX_DECIMAL_PRECISION, argument.type.scale) : argument.type;
    return { name: lower, args: [argument], distinct, type };
  }
  if (name === 'SUM') return { name: lower, args: [coerced(argument, BIGINT)], distinct, type: BIGINT };
  return { name: lower, args: [coerced(argument, MEAN_OF_INTEGERS)], distinct, type: MEAN_OF_INTEGERS };
}
