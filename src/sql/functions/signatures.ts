import { AGGREGATE } from './aggregate.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { ARRAY } from './array.ts';
import { COMPARISON } from './comparison.ts';
import { DATE_TIME } from './date-time.ts';
import { JSON_FUNCTIONS } from './json.ts';
import { LAMBDA } from './lambda.ts';
import { MAP } from './map.ts';
import { REGEXP } from './regexp.ts';
import type { Signature } from './signature.ts';
import { STRING } from './string.ts';
import { WINDOW } from './window.ts';

/**
 * Every function a statement may call, in Trino's overloads (data-query contract §4.5); a name that is not here is
 * `Function 'x' not registered`. Operators and the forms with a syntax of their own (CASE, COALESCE, IF, NULLIF, TRY,
 * CAST …) are the language's. Each engine's emitter has one row a name.
 */
export const SIGNATURES: readonly Signature[] = [
  ...ARITHMETIC,
  ...COMPARISON,
  ...STRING,
  ...REGEXP,
  ...DATE_TIME,
  ...JSON_FUNCTIONS,
  ...ARRAY,
  ...LAMBDA,
  ...MAP,
  ...AGGREGATE,
  ...WINDOW,
];
