import type { ConditionNode, DateCallNode, ExpressionNode, NameNode } from '../zoql-syntax/ast.ts';
import type { Position } from '../zoql-syntax/refuse.ts';

/** An Export ZOQL query as written (aqua.md §5.1). */
export interface ExportQueryNode {
  readonly items: readonly ItemNode[];
  readonly from: { readonly name: string; readonly at: Position };
  readonly where: ConditionNode | undefined;
  readonly groupBy: readonly (NameNode | DateCallNode)[];
  readonly having: ConditionNode | undefined;
  readonly orderBy: readonly OrderNode[];
  readonly limit: { readonly skip: number; readonly count: number } | undefined;
}

export type ItemNode =
  /** `*`, or `BillToContact.*`. */
  | { readonly kind: 'all'; readonly of: string | undefined; readonly at: Position }
  | { readonly kind: 'item'; readonly value: ExpressionNode; readonly alias: AliasNode | undefined };

export interface AliasNode {
  readonly text: string;
  readonly at: Position;
}

export interface OrderNode {
  readonly value: ExpressionNode;
  readonly descending: boolean;
}
