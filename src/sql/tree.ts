/**
 * The typed tree between every language and every engine (DESIGN §5): relational operators over columns that have
 * one number each, unique in the whole tree. There are no names to resolve and no shadowing left: a column reference
 * is a number, also from inside a correlated subquery. What has no node here cannot be emitted: that is the cage.
 */
import type { DeletedRows, Scope } from './scope.ts';
import type { SqlType } from './types.ts';

/** A column produced by one operator, unique in the tree. */
export type ColumnId = number;

export interface Column {
  readonly id: ColumnId;
  readonly type: SqlType;
}

/** A whole statement. Order is kept: `root` is emitted so that the rows come out in the order of its outermost Sort. */
export interface Query {
  readonly root: Relation;
  /** The result's columns in order; `id` is one of root's columns (one may appear twice). */
  readonly output: readonly (Column & { readonly label: string })[];
  /** Business time of the attempt in ms, for what the engine must compute from it. */
  readonly now: number;
}

export type Relation =
  | TableScan
  | Values
  | Project
  | Filter
  | Join
  | Aggregate
  | Window
  | Distinct
  | Sort
  | Limit
  | SetOperation
  | Unnest
  | With
  | WithScan;

/** Rows of one object of the tenant, already reduced to what this caller may see. */
export interface TableScan {
  readonly op: 'table';
  /** The catalogue's object name (`Account`); the engine maps it to its own table. */
  readonly object: string;
  readonly scope: Pick<Scope, 'tenant' | 'entities' | 'orgs'>;
  readonly deleted: DeletedRows;
  /** Only the columns that are used. `field` is the catalogue's field name, or one of `HIDDEN_FIELDS`. */
  readonly columns: readonly (Column & { readonly field: string })[];
}

export interface Values {
  readonly op: 'values';
  readonly columns: readonly Column[];
  /** Each row has one expression a column, already of its type. May be empty. */
  readonly rows: readonly (readonly Expression[])[];
}

/** Computes new columns; `keep` lists input columns that stay visible. */
export interface Project {
  readonly op: 'project';
  readonly input: Relation;
  readonly keep: readonly ColumnId[];
  readonly add: readonly { readonly column: Column; readonly value: Expression }[];
}

export interface Filter {
  readonly op: 'filter';
  readonly input: Relation;
  readonly where: Expression;
}

/** `right` may refer to columns of `left` when `lateral`. */
export interface Join {
  readonly op: 'join';
  readonly kind: 'inner' | 'left' | 'right' | 'full' | 'cross';
  readonly left: Relation;
  readonly right: Relation;
  readonly on?: Expression;
  readonly lateral: boolean;
}

export interface Aggregate {
  readonly op: 'aggregate';
  readonly input: Relation;
  /**
   * Grouping sets over input columns; one set for a plain GROUP BY; `[[]]` for a global aggregate. Grouped columns
   * are renamed: `groups` maps each input column to its output column (null where a set leaves it out).
   */
  readonly groups: readonly { readonly input: ColumnId; readonly column: Column }[];
  readonly sets: readonly (readonly ColumnId[])[];
  readonly aggregates: readonly AggregateCall[];
  /** Columns that hold `grouping(a, b, …)`: bit mask over the given input columns. */
  readonly grouping: readonly { readonly column: Column; readonly of: readonly ColumnId[] }[];
}

export interface AggregateCall {
  readonly column: Column;
  /** Name in the function table; `count` without arguments is `count(*)`. */
  readonly name: string;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  readonly filter?: Expression;
  readonly orderBy: readonly SortKey[];
}

export interface Window {
  readonly op: 'window';
  readonly input: Relation;
  readonly calls: readonly WindowCall[];
}

export interface WindowCall {
  readonly column: Column;
  readonly name: string;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  readonly ignoreNulls: boolean;
  readonly filter?: Expression;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortKey[];
  readonly frame?: Frame;
}

export interface Frame {
  readonly unit: 'rows' | 'range' | 'groups';
  readonly start: FrameBound;
  readonly end: FrameBound;
}

export type FrameBound =
  | { readonly at: 'unbounded preceding' | 'current row' | 'unbounded following' }
  | { readonly at: 'preceding' | 'following'; readonly offset: Expression };

export interface Distinct {
  readonly op: 'distinct';
  readonly input: Relation;
}

export interface Sort {
  readonly op: 'sort';
  readonly input: Relation;
  readonly keys: readonly SortKey[];
}

export interface SortKey {
  readonly value: Expression;
  readonly descending: boolean;
  /** Trino's default is last, for both directions. */
  readonly nullsFirst: boolean;
}

/** Directly above a Sort the order decides which rows stay. `count` undefined: no limit (offset only). */
export interface Limit {
  readonly op: 'limit';
  readonly input: Relation;
  readonly offset: number;
  readonly count?: number;
  /** FETCH FIRST … WITH TIES: `input` is a Sort. */
  readonly withTies: boolean;
}

/** Columns are matched by position; each input's `columns` lists its columns in that order, already of one type. */
export interface SetOperation {
  readonly op: 'set';
  readonly kind: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly columns: readonly Column[];
  readonly inputs: readonly { readonly relation: Relation; readonly columns: readonly ColumnId[] }[];
}

/**
 * Expands collections side by side, padding with null (Trino's UNNEST). On its own it has no input; beside a relation
 * it is the right side of a lateral Join. A map gives two columns, an array of rows one column a field.
 */
export interface Unnest {
  readonly op: 'unnest';
  readonly collections: readonly { readonly value: Expression; readonly columns: readonly Column[] }[];
  readonly ordinality?: Column;
}

/** Common table expressions: evaluated by name. */
export interface With {
  readonly op: 'with';
  readonly bindings: readonly {
    readonly name: number;
    readonly relation: Relation;
    readonly columns: readonly ColumnId[];
    /** WITH RECURSIVE: `relation` is the anchor, `step` scans this very name. */
    readonly recursive?: { readonly step: Relation; readonly columns: readonly ColumnId[] };
  }[];
  readonly body: Relation;
}

/** Reads a binding; gives its columns new numbers, by position. */
export interface WithScan {
  readonly op: 'with-scan';
  readonly name: number;
  readonly columns: readonly Column[];
}

export type Expression =
  | Literal
  | { readonly op: 'column'; readonly id: ColumnId; readonly type: SqlType }
  | Call
  | Cast
  | Case
  | LambdaExpression
  | { readonly op: 'lambda-argument'; readonly id: ColumnId; readonly type: SqlType }
  | Subquery;

/**
 * A constant. `value` by type: null; boolean; number for tinyint, smallint, integer, real, double (NaN and the
 * infinities as the strings 'NaN', 'Infinity', '-Infinity'); string of digits for bigint and decimal (exact); string
 * for varchar and char; `YYYY-MM-DD` for date; `YYYY-MM-DD HH:MM:SS.fraction` for timestamp, and for timestamp with
 * time zone the same in UTC (its zone is in the type); ms for interval day to second, months for interval year to
 * month; hex for varbinary; JSON text for json.
 */
export interface Literal {
  readonly op: 'literal';
  readonly type: SqlType;
  readonly value: string | number | boolean | null;
}

/**
 * A scalar function or operator of the function table. Operators are there by these names:
 * `+ - * / % negate || = <> < <= > >= and or not is null, is distinct from, between, in, like, subscript, row, array,
 * coalesce, nullif, if, try, at time zone, dereference`. For `in`: the value, then the list. For `like`: value,
 * pattern, optional escape. For `dereference`: the row, then an integer literal (field position from 0).
 * Arguments are already coerced to the signature's types.
 */
export interface Call {
  readonly op: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly type: SqlType;
}

/** An explicit or implied cast. `safe`: try_cast. `implied`: by coercion (never cuts text). */
export interface Cast {
  readonly op: 'cast';
  readonly value: Expression;
  readonly type: SqlType;
  readonly safe: boolean;
  readonly implied: boolean;
}

/** Searched CASE; the simple form is rewritten to `=`. */
export interface Case {
  readonly op: 'case';
  readonly when: readonly { readonly condition: Expression; readonly result: Expression }[];
  readonly otherwise?: Expression;
  readonly type: SqlType;
}

export interface LambdaExpression {
  readonly op: 'lambda';
  readonly params: readonly Column[];
  readonly body: Expression;
  readonly type: SqlType;
}

/**
 * A subquery inside an expression; its relation may refer to columns of the outside.
 * scalar: the value of `column`, fails on more than one row. exists. in: `value` among `column`. quantified: `value`
 * compared with all or any of `column`.
 */
export type Subquery =
  | {
      readonly op: 'subquery';
      readonly kind: 'scalar';
      readonly relation: Relation;
      readonly column: ColumnId;
      readonly type: SqlType;
    }
  | { readonly op: 'subquery'; readonly kind: 'exists'; readonly relation: Relation; readonly type: SqlType }
  | {
      readonly op: 'subquery';
      readonly kind: 'in';
      readonly value: Expression;
      readonly relation: Relation;
      readonly column: ColumnId;
      readonly type: SqlType;
    }
  | {
      readonly op: 'subquery';
      readonly kind: 'all' | 'any';
      readonly comparison: '=' | '<>' | '<' | '<=' | '>' | '>=';
      readonly value: Expression;
      readonly relation: Relation;
      readonly column: ColumnId;
      readonly type: SqlType;
    };
