import type { SqlType } from '../../../../sql/types.ts';
import { textOf } from '../cast-to-text.ts';
import { duckdbType } from '../duckdb-type.ts';
import type { CallSite, Emissions } from '../emitter.ts';
import { raise } from '../raise.ts';

export const MAP_EMISSIONS: Emissions = {
  map: (site) => (site.args.length === 0 ? `CAST(MAP {} AS ${duckdbType(site.type)})` : mapOf(site)),
  map_keys: (site) => `map_keys(${site.arg(0)})`,
  map_values: (site) => `map_values(${site.arg(0)})`,
  map_entries: (site) => entries(site),
  map_from_entries: (site) => {
    const entry = site.emit.name();
    return `map_from_entries(list_transform(${site.arg(0)}, lambda ${entry}: struct_pack(k := ${entry}.f1, v := ${entry}.f2)))`;
  },
  map_concat: (site) =>
    `CASE WHEN ${site
      .all()
      .map((map) => `${map} IS NULL`)
      .join(' OR ')} THEN NULL ELSE map_concat(${site.all().join(', ')}) END`,
};

function entries(site: CallSite): string {
  const entry = site.emit.name();
  return `list_transform(map_entries(${site.arg(0)}), lambda ${entry}: struct_pack(f1 := ${entry}.key, f2 := ${entry}.value))`;
}

/** Equal keys fail; the text names one. */
function mapOf(site: CallSite): string {
  const [keys, values] = [site.arg(0), site.arg(1)];
  const key = site.type.kind === 'map' ? site.type.key : { kind: 'varchar' as const };
  const array: SqlType = { kind: 'array', element: key };
  const [element, index] = [site.emit.name(), site.emit.name()];
  const repeated = `list_filter(${keys}, lambda ${element}, ${index}: list_position(${keys}, ${element}) < ${index})[1]`;
  const message = `('Duplicate map keys (' || ${textOf(repeated, key)} || ') are not allowed')`;
  return (
    `map(CASE WHEN list_count(${keys}) < len(${keys}) THEN ${raise({ text: 'map key cannot be null' }, array)} ` +
    `WHEN len(${keys}) <> len(${values}) THEN ${raise({ text: 'Key and value arrays must be the same length' }, array)} ` +
    `WHEN list_unique(${keys}) < len(${keys}) THEN ${raise({ sql: message }, array)} ELSE ${keys} END, ${values})`
  );
}
