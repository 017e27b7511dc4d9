/**
 * The syntax tree of a statement: what its user wrote, with positions, before any name or type is known.
 * `at` points where Trino points: at a binary operator's sign, else at the first token.
 */
export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points of the line. */
  readonly column: number;
}

export interface Identifier {
  /** As written, without quotes. */
  readonly text: string;
  readonly quoted: boolean;
  readonly at: Position;
}

export type Statement =
  | { readonly kind: 'query'; readonly query: QueryNode }
  | {
      readonly kind: 'show tables';
      readonly schema: Name | undefined;
      readonly like: LikePattern | undefined;
    }
  | { readonly kind: 'show columns'; readonly table: Name; readonly like: LikePattern | undefined }
  | { readonly kind: 'show functions'; readonly like: LikePattern | undefined };

export interface LikePattern {
  readonly pattern: string;
  readonly escape: string | undefined;
}

export interface Name {
  readonly parts: readonly Identifier[];
  readonly at: Position;
}

export interface QueryNode {
  readonly at: Position;
  readonly with: WithNode | undefined;
  readonly body: QueryBody;
  readonly orderBy: OrderBy | undefined;
  readonly offset: RowCount | undefined;
  readonly limit: LimitNode | undefined;
}

export interface WithNode {
  readonly recursive: boolean;
  readonly queries: readonly NamedQuery[];
}

export interface NamedQuery {
  readonly at: Position;
  readonly name: Identifier;
  readonly columns: readonly Identifier[] | undefined;
  readonly query: QueryNode;
}

export interface RowCount {
  readonly at: Position;
  readonly count: bigint;
}

export type LimitNode =
  | { readonly kind: 'limit'; readonly at: Position; readonly count: bigint | 'all' }
  | { readonly kind: 'fetch'; readonly at: Position; readonly count: bigint; readonly withTies: boolean };

export interface OrderBy {
  readonly at: Position;
  readonly items: readonly SortItem[];
}

export interface SortItem {
  readonly at: Position;
  readonly value: ExpressionNode;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last' | undefined;
}

export type QueryBody =
  | SelectNode
  | { readonly kind: 'table'; readonly at: Position; readonly name: Name }
  | { readonly kind: 'values'; readonly at: Position; readonly rows: readonly ExpressionNode[] }
  | { readonly kind: 'subquery'; readonly at: Position; readonly query: QueryNode }
  | SetNode;

export interface SetNode {
  readonly kind: 'set';
  readonly at: Position;
  readonly operator: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly left: QueryBody;
  readonly right: QueryBody;
}

export interface SelectNode {
  readonly kind: 'select';
  readonly at: Position;
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: RelationNode | undefined;
  readonly where: ExpressionNode | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: ExpressionNode | undefined;
  readonly windows: readonly { readonly name: Identifier; readonly window: WindowNode }[];
}

export type SelectItem =
  | { readonly kind: 'expression'; readonly value: ExpressionNode; readonly alias: Identifier | undefined }
  | {
      readonly kind: 'all';
      readonly at: Position;
      readonly of: ExpressionNode | undefined;
      readonly aliases: readonly Identifier[];
    };

export interface GroupBy {
  readonly at: Position;
  readonly distinct: boolean;
  readonly elements: readonly GroupingElement[];
}

export type GroupingElement =
  | { readonly kind: 'simple'; readonly terms: readonly ExpressionNode[] }
  | {
      readonly kind: 'rollup' | 'cube' | 'sets';
      readonly at: Position;
      readonly sets: readonly (readonly ExpressionNode[])[];
    };

export type RelationNode =
  | { readonly kind: 'table'; readonly at: Position; readonly name: Name }
  | { readonly kind: 'subquery'; readonly at: Position; readonly query: QueryNode; readonly lateral: boolean }
  | {
      readonly kind: 'unnest';
      readonly at: Position;
      readonly values: readonly ExpressionNode[];
      readonly ordinality: boolean;
    }
  | {
      readonly kind: 'aliased';
      readonly at: Position;
      readonly relation: RelationNode;
      readonly alias: Identifier;
      readonly columns: readonly Identifier[] | undefined;
    }
  | JoinNode;

export interface JoinNode {
  readonly kind: 'join';
  readonly at: Position;
  /** `implicit`: by a comma. */
  readonly join: 'inner' | 'left' | 'right' | 'full' | 'cross' | 'implicit';
  readonly natural: boolean;
  readonly left: RelationNode;
  readonly right: RelationNode;
  readonly on: ExpressionNode | undefined;
  readonly using: readonly Identifier[] | undefined;
}

export interface WindowNode {
  readonly at: Position;
  readonly base: Identifier | undefined;
  readonly partitionBy: readonly ExpressionNode[];
  readonly orderBy: OrderBy | undefined;
  readonly frame: FrameNode | undefined;
}

export interface FrameNode {
  readonly at: Position;
  readonly unit: 'range' | 'rows' | 'groups';
  readonly start: FrameBoundNode;
  readonly end: FrameBoundNode | undefined;
}

export interface FrameBoundNode {
  readonly at: Position;
  readonly bound: 'unbounded preceding' | 'preceding' | 'current row' | 'following' | 'unbounded following';
  readonly value: ExpressionNode | undefined;
}

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type IntervalUnit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

export interface IntervalNode {
  readonly kind: 'interval';
  readonly at: Position;
  readonly negative: boolean;
  readonly value: string;
  readonly from: IntervalUnit;
  readonly to: IntervalUnit | undefined;
}

/** A type as written, in Trino's spelling. */
export interface TypeNode {
  readonly at: Position;
  readonly text: string;
}

export interface CallNode {
  readonly kind: 'call';
  readonly at: Position;
  readonly name: Name;
  readonly args: readonly ExpressionNode[];
  /** `count(*)`. */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly orderBy: OrderBy | undefined;
  readonly filter: ExpressionNode | undefined;
  readonly over: Identifier | WindowNode | undefined;
  readonly nulls: 'ignore' | 'respect' | undefined;
}

export type CurrentKind =
  | 'current_date'
  | 'current_time'
  | 'current_timestamp'
  | 'localtime'
  | 'localtimestamp';

export type ExpressionNode =
  | { readonly kind: 'null'; readonly at: Position }
  | { readonly kind: 'boolean'; readonly at: Position; readonly value: boolean }
  | { readonly kind: 'integer'; readonly at: Position; readonly value: bigint; readonly text: string }
  | { readonly kind: 'decimal'; readonly at: Position; readonly text: string }
  | { readonly kind: 'double'; readonly at: Position; readonly text: string }
  | { readonly kind: 'string'; readonly at: Position; readonly value: string }
  | { readonly kind: 'binary'; readonly at: Position; readonly hex: string }
  | { readonly kind: 'typed literal'; readonly at: Position; readonly type: string; readonly value: string }
  | IntervalNode
  | { readonly kind: 'parameter'; readonly at: Position }
  | { readonly kind: 'identifier'; readonly at: Position; readonly name: Identifier }
  | {
      readonly kind: 'dereference';
      readonly at: Position;
      readonly base: ExpressionNode;
      readonly field: Identifier;
    }
  | { readonly kind: 'negate'; readonly at: Position; readonly value: ExpressionNode }
  | { readonly kind: 'plus'; readonly at: Position; readonly value: ExpressionNode }
  | {
      readonly kind: 'arithmetic';
      readonly at: Position;
      readonly operator: '+' | '-' | '*' | '/' | '%' | '||';
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    }
  | {
      readonly kind: 'comparison';
      readonly at: Position;
      readonly operator: ComparisonOperator;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    }
  | {
      readonly kind: 'distinct from';
      readonly at: Position;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    }
  | {
      readonly kind: 'quantified';
      readonly at: Position;
      readonly operator: ComparisonOperator;
      readonly quantifier: 'all' | 'any';
      readonly value: ExpressionNode;
      readonly query: QueryNode;
      readonly queryAt: Position;
    }
  | {
      readonly kind: 'between';
      readonly at: Position;
      readonly value: ExpressionNode;
      readonly low: ExpressionNode;
      readonly high: ExpressionNode;
    }
  | {
      readonly kind: 'in list';
      readonly at: Position;
      readonly value: ExpressionNode;
      readonly list: readonly ExpressionNode[];
    }
  | {
      readonly kind: 'in subquery';
      readonly at: Position;
      readonly value: ExpressionNode;
      readonly query: QueryNode;
    }
  | {
      readonly kind: 'like';
      readonly at: Position;
      readonly value: ExpressionNode;
      readonly pattern: ExpressionNode;
      readonly escape: ExpressionNode | undefined;
    }
  | {
      readonly kind: 'is null';
      readonly at: Position;
      readonly negated: boolean;
      readonly value: ExpressionNode;
    }
  | { readonly kind: 'not'; readonly at: Position; readonly value: ExpressionNode }
  | { readonly kind: 'and' | 'or'; readonly at: Position; readonly terms: readonly ExpressionNode[] }
  | { readonly kind: 'exists'; readonly at: Position; readonly query: QueryNode }
  | { readonly kind: 'scalar subquery'; readonly at: Position; readonly query: QueryNode }
  | {
      readonly kind: 'case';
      readonly at: Position;
      readonly operand: ExpressionNode | undefined;
      readonly when: readonly { readonly condition: ExpressionNode; readonly result: ExpressionNode }[];
      readonly otherwise: ExpressionNode | undefined;
    }
  | {
      readonly kind: 'cast';
      readonly at: Position;
      readonly value: ExpressionNode;
      readonly type: TypeNode;
      readonly safe: boolean;
    }
  | { readonly kind: 'coalesce'; readonly at: Position; readonly items: readonly ExpressionNode[] }
  | { readonly kind: 'row'; readonly at: Position; readonly items: readonly ExpressionNode[] }
  | { readonly kind: 'array'; readonly at: Position; readonly items: readonly ExpressionNode[] }
  | {
      readonly kind: 'subscript';
      readonly at: Position;
      readonly base: ExpressionNode;
      readonly index: ExpressionNode;
    }
  | {
      readonly kind: 'lambda';
      readonly at: Position;
      readonly params: readonly Identifier[];
      readonly body: ExpressionNode;
    }
  | {
      readonly kind: 'at time zone';
      readonly at: Position;
      readonly value: ExpressionNode;
      readonly zone: ExpressionNode;
    }
  | {
      readonly kind: 'current';
      readonly at: Position;
      readonly which: CurrentKind;
      readonly precision: number | undefined;
    }
  | {
      readonly kind: 'extract';
      readonly at: Position;
      readonly field: Identifier;
      readonly value: ExpressionNode;
    }
  | {
      readonly kind: 'trim';
      readonly at: Position;
      readonly side: 'both' | 'leading' | 'trailing';
      readonly source: ExpressionNode;
      readonly characters: ExpressionNode | undefined;
    }
  | { readonly kind: 'grouping'; readonly at: Position; readonly columns: readonly Name[] }
  | CallNode;

/** The expression nodes of one kind. */
export type NodeOf<K extends ExpressionNode['kind']> = ExpressionNode & { readonly kind: K };
