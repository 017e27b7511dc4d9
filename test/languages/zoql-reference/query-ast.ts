/** A query of aqua.md §5.1–5.4 as the generator makes it. Names are spelled as the catalogue spells them. */
export interface Query {
  readonly from: string;
  readonly items: readonly Item[];
  readonly where?: Condition;
  readonly groupBy: readonly Value[];
  readonly having?: Condition;
  readonly orderBy: readonly { readonly value: Value; readonly descending: boolean }[];
  readonly limit?: { readonly skip: number; readonly count: number };
}

export type Item =
  /** `relation` absent: `*` alone. */
  | { readonly kind: 'all'; readonly relation?: string }
  | { readonly kind: 'item'; readonly value: Value; readonly alias?: string };

export type Value = FieldValue | DateCall | Aggregate;

/** `relation` absent: of the data source. */
export interface FieldValue {
  readonly kind: 'field';
  readonly relation?: string;
  readonly name: string;
}

export interface DateCall {
  readonly kind: 'date-call';
  readonly name: DateFunction;
  readonly of: FieldValue | DayLiteral | InstantLiteral;
}

export const DATE_FUNCTIONS = ['DATE', 'YEAR', 'QUARTER', 'MONTH', 'WEEK', 'WEEKOFYEAR'] as const;
export type DateFunction = (typeof DATE_FUNCTIONS)[number];

export interface Aggregate {
  readonly kind: 'aggregate';
  readonly name: 'COUNT' | 'SUM' | 'AVG' | 'MIN' | 'MAX';
  readonly distinct: boolean;
  /** Absent: `COUNT(*)`. */
  readonly of?: FieldValue;
}

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'compare'; readonly operator: Operator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'like'; readonly negated: boolean; readonly of: Operand; readonly pattern: string }
  | { readonly kind: 'is-null'; readonly negated: boolean; readonly of: Operand };

export type Operand = Value | Literal;

export type Literal =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | DayLiteral
  | InstantLiteral
  | RelativeLiteral;

/** `zone` absent: the tenant's; of a day only `Z` can be. */
export interface DayLiteral {
  readonly kind: 'day';
  readonly day: string;
  readonly zone?: 'Z';
}

export interface InstantLiteral {
  readonly kind: 'instant';
  /** `2026-03-08T01:30:00`, or without its seconds, or (ZOQL) with milliseconds. */
  readonly local: string;
  /** `Z`, `+05:30`. */
  readonly zone?: string;
}

export interface RelativeLiteral {
  readonly kind: 'relative';
  readonly base: 'now' | 'today';
  readonly count: number;
  readonly unit: 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
  /** As written, and the zone it means. */
  readonly zone?: { readonly written: string; readonly means: string };
}
