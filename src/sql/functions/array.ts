import type { SqlType } from '../types.ts';
import { scalar } from './rows.ts';
import type { Signature } from './signature.ts';

function elementOf(type: SqlType | undefined): SqlType {
  if (type?.kind !== 'array') throw new TypeError('Not an array');
  return type.element;
}

/** `zip`: an array of rows of the arguments' elements. */
function zipped(args: readonly SqlType[]): SqlType {
  return { kind: 'array', element: { kind: 'row', fields: args.map((type) => ({ type: elementOf(type) })) } };
}

export const ARRAY: readonly Signature[] = [
  ...scalar('cardinality', 'Number of elements', 'array(T) -> bigint', 'map(K,V) -> bigint'),
  ...scalar('contains', 'Whether the array has the element', 'array(T:comparable); T -> boolean'),
  ...scalar(
    'element_at',
    'Element by position or key, null where there is none',
    'array(T); bigint -> T',
    'map(K,V); K -> V',
  ),
  ...scalar(
    'array_join',
    'Joins the elements by a delimiter',
    'array(T); varchar -> varchar',
    'array(T); varchar; varchar -> varchar',
  ),
  ...scalar(
    'array_sort',
    'Sorts the array',
    'array(T:orderable) -> array(T)',
    'array(T); function(T,T,integer) -> array(T)',
  ),
  ...scalar('array_distinct', 'Removes repeated elements', 'array(T:comparable) -> array(T)'),
  ...scalar('array_max', 'Greatest element', 'array(T:orderable) -> T'),
  ...scalar('array_min', 'Least element', 'array(T:orderable) -> T'),
  ...scalar(
    'array_position',
    'Position of the first such element, 0 where there is none',
    'array(T:comparable); T -> bigint',
  ),
  ...scalar(
    'array_remove',
    'Removes the elements that equal the given one',
    'array(T:comparable); T -> array(T)',
  ),
  ...scalar(
    'array_union',
    'Elements of either array, each once',
    'array(T:comparable); array(T) -> array(T)',
  ),
  ...scalar(
    'array_intersect',
    'Elements of both arrays, each once',
    'array(T:comparable); array(T) -> array(T)',
  ),
  ...scalar(
    'array_except',
    'Elements of the first array only, each once',
    'array(T:comparable); array(T) -> array(T)',
  ),
  ...scalar(
    'arrays_overlap',
    'Whether the arrays have an element in common',
    'array(T:comparable); array(T) -> boolean',
  ),
  ...scalar(
    'sequence',
    'A sequence from start to stop',
    'bigint; bigint -> array(bigint)',
    'bigint; bigint; bigint -> array(bigint)',
    'date; date -> array(date)',
    'date; date; interval day to second -> array(date)',
    'date; date; interval year to month -> array(date)',
    'timestamp(p); timestamp(p); interval day to second -> array(timestamp(p))',
    'timestamp(p); timestamp(p); interval year to month -> array(timestamp(p))',
  ),
  ...scalar('slice', 'Part of an array', 'array(T); bigint; bigint -> array(T)'),
  ...scalar('trim_array', 'Removes elements from the end', 'array(T); bigint -> array(T)'),
  ...scalar('flatten', 'Joins the arrays of an array', 'array(array(T)) -> array(T)'),
  ...scalar('repeat', 'An array of the element, several times', 'T; bigint -> array(T)'),
  ...scalar('reverse', 'Reverses an array', 'array(T) -> array(T)'),
  ...scalar('concat', 'Joins arrays', 'array(T); array(T)… -> array(T)'),
  ...scalar(
    'zip',
    'Joins arrays element by element',
    ['array(A); array(B)', zipped],
    ['array(A); array(B); array(C)', zipped],
    ['array(A); array(B); array(C); array(D)', zipped],
  ),
];
