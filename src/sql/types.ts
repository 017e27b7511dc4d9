/**
 * Trino's types as the tree knows them. A time stamp with zone carries the zone in the type wherever it is known
 * while compiling (dialect notes §8); it is not part of the type's identity.
 */
export type SqlType =
  | { readonly kind: 'unknown' } // the type of NULL
  | { readonly kind: 'boolean' | 'tinyint' | 'smallint' | 'integer' | 'bigint' | 'real' | 'double' }
  | { readonly kind: 'date' | 'varbinary' | 'json' | 'uuid' }
  | { readonly kind: 'interval day to second' | 'interval year to month' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'varchar'; readonly length?: number } // no length: unbounded
  | { readonly kind: 'char'; readonly length: number }
  | { readonly kind: 'time'; readonly precision: number }
  | { readonly kind: 'timestamp'; readonly precision: number }
  /** `zone` is an IANA name or an offset `+05:30`; absent: not known while compiling, carried by the value. */
  | { readonly kind: 'timestamp with time zone'; readonly precision: number; readonly zone?: string }
  | { readonly kind: 'array'; readonly element: SqlType }
  | { readonly kind: 'map'; readonly key: SqlType; readonly value: SqlType }
  | { readonly kind: 'row'; readonly fields: readonly RowField[] }
  | { readonly kind: 'function'; readonly params: readonly SqlType[]; readonly result: SqlType };

export interface RowField {
  readonly name?: string;
  readonly type: SqlType;
}
