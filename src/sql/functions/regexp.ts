import { scalar } from './rows.ts';
import type { Signature } from './signature.ts';

export const REGEXP: readonly Signature[] = [
  ...scalar(
    'regexp_like',
    'Returns whether the pattern is contained within the string',
    'varchar; varchar -> boolean',
  ),
  ...scalar(
    'regexp_extract',
    'String extracted using the given pattern',
    'varchar(n); varchar -> varchar(n)',
    'varchar(n); varchar; bigint -> varchar(n)',
  ),
  ...scalar(
    'regexp_extract_all',
    'Group(s) extracted using the given pattern',
    'varchar(n); varchar -> array(varchar(n))',
    'varchar(n); varchar; bigint -> array(varchar(n))',
  ),
  ...scalar(
    'regexp_replace',
    'Replaces substrings matching a regular expression by given string',
    'varchar; varchar -> varchar',
    'varchar; varchar; varchar -> varchar',
  ),
  ...scalar(
    'regexp_split',
    'Returns array of strings split by pattern',
    'varchar(n); varchar -> array(varchar(n))',
  ),
  ...scalar(
    'regexp_count',
    'Returns the number of times that a pattern occurs in a string',
    'varchar; varchar -> bigint',
  ),
  ...scalar('regexp_position', 'Returns the index of the matched substring', 'varchar; varchar -> integer'),
];
