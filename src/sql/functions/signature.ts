import type { SqlType } from '../types.ts';

/**
 * One overload of a function, aggregate, window function or operator, in Trino's own spelling.
 *
 * A parameter is a type pattern: `bigint`, `varchar`, `varchar(n)`, `decimal(p,s)`, `array(T)`, `map(K,V)`,
 * `function(T,U)` (last is the result), `T` … Lower-case single letters inside parentheses are number variables, single
 * capitals are type variables; every occurrence of a variable must agree after coercion. `T:comparable` and
 * `T:orderable` restrict a variable.
 */
export interface Signature {
  readonly name: string;
  readonly kind: 'scalar' | 'aggregate' | 'window';
  readonly params: readonly string[];
  /** The last parameter may be repeated, zero or more times. */
  readonly variadic?: boolean;
  /** A pattern, or computed from the argument types (after coercion) where Trino computes it. */
  readonly returns: string | ((args: readonly SqlType[]) => SqlType);
  /** For `SHOW FUNCTIONS`; operators have none and are not listed. */
  readonly description?: string;
  /** Default true. */
  readonly deterministic?: boolean;
}
