import { scalar } from './rows.ts';
import type { Signature } from './signature.ts';

export const LAMBDA: readonly Signature[] = [
  ...scalar('transform', 'The function of each element', 'array(T); function(T,U) -> array(U)'),
  ...scalar('filter', 'The elements that match', 'array(T); function(T,boolean) -> array(T)'),
  ...scalar(
    'reduce',
    'Folds the elements into one value',
    'array(T); S; function(S,T,S); function(S,R) -> R',
  ),
  ...scalar('any_match', 'Whether any element matches', 'array(T); function(T,boolean) -> boolean'),
  ...scalar('all_match', 'Whether all elements match', 'array(T); function(T,boolean) -> boolean'),
  ...scalar('none_match', 'Whether no element matches', 'array(T); function(T,boolean) -> boolean'),
  ...scalar(
    'zip_with',
    'The function of each pair of elements',
    'array(T); array(U); function(T,U,R) -> array(R)',
  ),
  ...scalar('map_filter', 'The entries that match', 'map(K,V); function(K,V,boolean) -> map(K,V)'),
  ...scalar(
    'transform_keys',
    'The function of each entry as its key',
    'map(K,V); function(K,V,R) -> map(R,V)',
  ),
  ...scalar(
    'transform_values',
    'The function of each entry as its value',
    'map(K,V); function(K,V,R) -> map(K,R)',
  ),
];
