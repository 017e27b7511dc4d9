import { fail, type Macro } from './macro.ts';

/** Depth of objects up to which `json_parse` sorts keys; deeper ones keep their order (dialect notes §11). */
const SORTED_DEPTH = 3;

/** A member's text is put into a variable of its own before the next level, which mentions it often. */
function sorted(level: number): Macro {
  const inner = (value: string) =>
    level === 0 ? `CAST(json(${value}) AS VARCHAR)` : `sluice.json_sorted_${level - 1}(${value})`;
  const [key, member, element] = [`k${level}`, `m${level}`, `e${level}`];
  return [
    `json_sorted_${level}(j)`,
    `CASE json_type(j)
      WHEN 'OBJECT' THEN '{' || array_to_string(list_transform(
        list_transform(list_sort(json_keys(j)), lambda ${key}: struct_pack(n := ${key}, v := sluice.json_member(j, ${key}))),
        lambda ${member}: CAST(to_json(${member}.n) AS VARCHAR) || ':' || ${inner(`${member}.v`)}), ',') || '}'
      WHEN 'ARRAY' THEN '[' || array_to_string(list_transform(sluice.json_elements(j), lambda ${element}: ${inner(element)}), ',') || ']'
      ELSE CAST(json(j) AS VARCHAR) END`,
  ];
}

/** JSON is text here (dialect notes §11). */
export const JSON_MACROS: readonly Macro[] = [
  ['valid_json(s)', 'CASE WHEN json_valid(s) THEN s END'],
  [
    'json_elements(j)',
    "CASE WHEN json_type(j) = 'ARRAY' THEN list_transform(json_extract(j, '$[*]'), lambda q: CAST(q AS VARCHAR)) END",
  ],
  ['json_member(j, k)', `CAST(json_extract(j, concat('$."', k, '"')) AS VARCHAR)`],
  ...Array.from({ length: SORTED_DEPTH }, (_, level) => sorted(level)),
  [
    'json_parsed(s)',
    `CASE WHEN s IS NULL THEN NULL WHEN json_valid(s) THEN
      CASE WHEN contains(s, '{') THEN sluice.json_sorted_${SORTED_DEPTH - 1}(s) ELSE CAST(json(s) AS VARCHAR) END
      ELSE ${fail(`'Cannot convert value to JSON: ''' || s || ''''`, 'VARCHAR')} END`,
  ],
  // Every number as a text, which keeps its digits; chr(1) cannot stand in JSON by itself.
  [
    'json_numbers_quoted(j)',
    String.raw`replace(replace(regexp_replace(j, '("(?:[^"\\]|\\.)*")|(-?[0-9][0-9.eE+-]*)', concat('\1', chr(1), '\2', chr(1)), 'g'),
      chr(1) || chr(1), ''), chr(1), '"')`,
  ],
  [
    'json_scalar_at(j, p)',
    `CASE json_type(j, p) WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL WHEN 'NULL' THEN NULL
      WHEN 'DOUBLE' THEN json_extract_string(sluice.json_numbers_quoted(j), p) ELSE json_extract_string(j, p) END`,
  ],
  [
    'json_scalar_text(j)',
    `CASE WHEN json_type(j) IN ('OBJECT', 'ARRAY') THEN ${fail(`'Cannot cast ''' || j || ''' to varchar'`, 'VARCHAR')}
      WHEN json_type(j) = 'NULL' THEN NULL ELSE json_extract_string(j, '$') END`,
  ],
  [
    'json_whole_text(j)',
    `CASE WHEN json_type(j) = 'DOUBLE' THEN CAST(CAST(round(CAST(j AS DOUBLE)) AS BIGINT) AS VARCHAR)
      WHEN json_type(j) = 'BOOLEAN' THEN CASE WHEN j = 'true' THEN '1' ELSE '0' END ELSE sluice.json_scalar_text(j) END`,
  ],
  ['json_length(j)', "CASE WHEN json_type(j) = 'ARRAY' THEN CAST(json_array_length(j) AS BIGINT) END"],
  [
    'json_members(j)',
    `CASE WHEN j IS NULL THEN NULL WHEN json_type(j) = 'ARRAY' THEN CAST(json_array_length(j) AS BIGINT)
      WHEN json_type(j) = 'OBJECT' THEN CAST(len(json_keys(j)) AS BIGINT) ELSE 0 END`,
  ],
];
