import type { Position } from './refuse.ts';

/** What both languages are parsed to (aqua.md §5.1, §5.4): texts as written, with their places. */

interface Node {
  readonly at: Position;
}

/** `AccountNumber`, or `Account.AccountNumber`. */
export interface NameNode extends Node {
  readonly kind: 'name';
  readonly prefix: string | undefined;
  readonly name: string;
}

/** `moment`: a date or date-time without quotes. */
export interface LiteralNode extends Node {
  readonly kind: 'literal';
  readonly form: 'text' | 'number' | 'boolean' | 'null' | 'moment';
  readonly text: string;
}

export const DATE_FUNCTIONS = ['DATE', 'YEAR', 'QUARTER', 'MONTH', 'WEEK', 'WEEKOFYEAR'] as const;
export type DateFunction = (typeof DATE_FUNCTIONS)[number];

export interface DateCallNode extends Node {
  readonly kind: 'date-call';
  readonly name: DateFunction;
  readonly of: NameNode | LiteralNode;
}

export const AGGREGATES = ['COUNT', 'SUM', 'AVG', 'MIN', 'MAX'] as const;

export interface AggregateNode extends Node {
  readonly kind: 'aggregate';
  readonly name: (typeof AGGREGATES)[number];
  readonly distinct: boolean;
  /** Absent: `COUNT(*)`. */
  readonly of: NameNode | undefined;
}

export type ExpressionNode = NameNode | DateCallNode | AggregateNode;
export type OperandNode = ExpressionNode | LiteralNode;

export type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type ConditionNode =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly ConditionNode[] }
  | { readonly kind: 'not'; readonly condition: ConditionNode }
  | ComparisonNode
  | (Node & {
      readonly kind: 'like';
      readonly negated: boolean;
      readonly value: OperandNode;
      readonly pattern: string;
    })
  | (Node & { readonly kind: 'null-test'; readonly negated: boolean; readonly value: OperandNode });

export interface ComparisonNode extends Node {
  readonly kind: 'comparison';
  readonly operator: Operator;
  readonly left: OperandNode;
  readonly right: OperandNode;
}
