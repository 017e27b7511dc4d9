import type { CatalogueObject } from '../../../ports/catalogue.ts';
import type { CompileRequest } from '../../../ports/compiler.ts';
import type { Column, Expression, Relation } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { ExpressionNode, QueryNode, RelationNode } from '../syntax/ast.ts';
import type { Bindings } from './bindings.ts';
import type { Collector } from './collector.ts';
import type { FunctionTable } from './function-table.ts';
import type { Field, Scope } from './scope.ts';

/** What is the same for a whole statement, and the analysers that need each other. */
export interface Session {
  readonly request: CompileRequest;
  readonly catalogue: ReadonlyMap<string, CatalogueObject>;
  readonly functions: FunctionTable;
  /** Where a column expression stands in the text: for errors that are found later. */
  readonly origins: WeakMap<Expression, ExpressionNode>;
  column(type: SqlType): Column;
  /** A number for a WITH query. */
  binding(): number;
  expression(node: ExpressionNode, context: ExpressionContext): Expression;
  query(node: QueryNode, context: QueryContext): PlannedQuery;
  relation(node: RelationNode, context: QueryContext): PlannedRelation;
}

/** Where an expression stands. */
export interface ExpressionContext {
  readonly session: Session;
  readonly scope: Scope;
  readonly bindings: Bindings;
  /** Takes the aggregates and windows of the query around; absent where there must be none. */
  readonly collector: Collector | undefined;
}

/** What is visible to a query besides its own FROM. */
export interface QueryContext {
  readonly outer: Scope | undefined;
  readonly bindings: Bindings;
  /** The order of this query's rows is seen by somebody: the statement's own query. */
  readonly ordered: boolean;
}

export interface PlannedRelation {
  readonly relation: Relation;
  readonly fields: readonly Field[];
}

export type PlannedQuery = PlannedRelation;
