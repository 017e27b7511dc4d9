import { scalar } from './rows.ts';
import type { Signature } from './signature.ts';

export const JSON_FUNCTIONS: readonly Signature[] = [
  ...scalar('json_parse', 'Reads JSON from a text', 'varchar(x) -> json'),
  ...scalar('json_format', 'JSON as a text', 'json -> varchar'),
  ...scalar('json_extract', 'JSON at a path', 'json; varchar -> json', 'varchar; varchar -> json'),
  ...scalar(
    'json_extract_scalar',
    'Scalar at a path, as a text',
    'json; varchar -> varchar',
    'varchar; varchar -> varchar',
  ),
  ...scalar('json_array_length', 'Number of elements of a JSON array', 'json -> bigint', 'varchar -> bigint'),
  ...scalar(
    'json_size',
    'Number of members of the value at a path',
    'json; varchar -> bigint',
    'varchar; varchar -> bigint',
  ),
  ...scalar(
    'json_array_contains',
    'Whether a JSON array has the value',
    ...['json', 'varchar'].flatMap((json) =>
      ['boolean', 'bigint', 'double', 'varchar'].map((type) => `${json}; ${type} -> boolean`),
    ),
  ),
  ...scalar('is_json_scalar', 'Whether the JSON value is a scalar', 'json -> boolean', 'varchar -> boolean'),
];
