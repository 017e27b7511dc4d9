import { EngineError } from '../../../../ports/engine.ts';
import type { Expression } from '../../../../sql/tree.ts';
import type { CallSite, Emissions } from '../emitter.ts';
import { jsonPath } from '../json-path.ts';
import { nullOf } from '../literal.ts';
import { quoteText } from '../quote.ts';
import { requiredText } from './literal-argument.ts';

/** JSON is text here; what is no JSON gives null everywhere but in json_parse. */
export const JSON_EMISSIONS: Emissions = {
  // DuckDB finds no lists in a constant null.
  json_parse: (site) => (isNull(site.args[0]) ? nullOf(site.type) : `sluice.json_parsed(${site.arg(0)})`),
  json_format: (site) => site.arg(0),
  json_extract: (site) => `CAST(json_extract(${json(site)}, ${path(site)}) AS VARCHAR)`,
  json_extract_scalar: (site) => `sluice.json_scalar_at(${json(site)}, ${path(site)})`,
  json_array_length: (site) => `sluice.json_length(${json(site)})`,
  json_size: (site) => `sluice.json_members(json_extract(${json(site)}, ${path(site)}))`,
  json_array_contains: (site) => contains(site),
  is_json_scalar: (site) => `(json_type(${json(site)}) NOT IN ('OBJECT', 'ARRAY'))`,
};

function isNull(value: Expression | undefined): boolean {
  if (value?.op === 'cast') return isNull(value.value);
  return value?.op === 'literal' && value.value === null;
}

function json(site: CallSite): string {
  return site.args[0]?.type.kind === 'json' ? site.arg(0) : `sluice.valid_json(${site.arg(0)})`;
}

function path(site: CallSite): string {
  return quoteText(jsonPath(requiredText(site, 1, 'JSON path')));
}

function contains(site: CallSite): string {
  const [, value] = site.args;
  if (!value) throw new EngineError('user', 'json_array_contains has two arguments');
  const kinds =
    value.type.kind === 'varchar'
      ? "'VARCHAR'"
      : value.type.kind === 'boolean'
        ? "'BOOLEAN'"
        : value.type.kind === 'double'
          ? "'DOUBLE'"
          : "'BIGINT', 'UBIGINT'";
  const target =
    value.type.kind === 'varchar' ? 'VARCHAR' : value.type.kind === 'boolean' ? 'BOOLEAN' : 'DOUBLE';
  const element = site.emit.name();
  return (
    `CASE WHEN json_type(${json(site)}) = 'ARRAY' AND ${site.arg(1)} IS NOT NULL THEN len(list_filter(sluice.json_elements(${json(site)}), ` +
    `lambda ${element}: json_type(${element}) IN (${kinds}) AND TRY_CAST(json_extract_string(${element}, '$') AS ${target}) = ${site.arg(1)})) > 0 END`
  );
}
