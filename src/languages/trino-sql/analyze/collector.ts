import type { AggregateCall, Column, Expression, WindowCall } from '../../../sql/tree.ts';
import type { ExpressionNode, SelectNode, WindowNode } from '../syntax/ast.ts';

/** The aggregates, windows and grouping() of one SELECT, found while its expressions are typed. */
export interface Collector {
  readonly aggregates: { readonly call: AggregateCall; readonly node: ExpressionNode }[];
  readonly windows: CollectedWindow[];
  readonly grouping: {
    readonly column: Column;
    readonly of: readonly Expression[];
    readonly node: ExpressionNode;
  }[];
  readonly named: SelectNode['windows'];
  /** Set while the arguments of an aggregate or a window are typed: what they may not hold. */
  inside: 'aggregate' | 'window' | undefined;
}

export interface CollectedWindow {
  readonly call: WindowCall;
  readonly node: ExpressionNode;
  readonly window: WindowNode;
}

export function newCollector(named: SelectNode['windows']): Collector {
  return { aggregates: [], windows: [], grouping: [], named, inside: undefined };
}
