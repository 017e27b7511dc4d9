import type { Expression } from '../../../../sql/tree.ts';
import type { SqlType } from '../../../../sql/types.ts';
import { textOf } from '../cast-to-text.ts';
import { duckdbType } from '../duckdb-type.ts';
import type { CallSite, Emissions } from '../emitter.ts';
import { raise } from '../raise.ts';
import { sortedBy } from './lambda.ts';

export const ARRAY_EMISSIONS: Emissions = {
  array: (site) => `CAST([${site.all().join(', ')}] AS ${duckdbType(site.type)})`,
  row: (site) => row(site),
  subscript: (site) => subscript(site),
  dereference: (site) => `(${site.arg(0)}).f${fieldNumber(site.args[1])}`,
  cardinality: (site) =>
    site.args[0]?.type.kind === 'map'
      ? `CAST(cardinality(${site.arg(0)}) AS BIGINT)`
      : `CAST(len(${site.arg(0)}) AS BIGINT)`,
  contains: (site) => `sluice.list_has_value(${site.arg(0)}, ${site.arg(1)})`,
  element_at: (site) => elementAt(site),
  array_join: (site) => join(site),
  array_sort: (site) =>
    site.args.length > 1 ? sortedBy(site) : `list_sort(${site.arg(0)}, 'ASC', 'NULLS LAST')`,
  array_distinct: (site) => `sluice.distinct_list(${site.arg(0)})`,
  array_max: (site) =>
    `CASE WHEN list_count(${site.arg(0)}) = len(${site.arg(0)}) THEN list_max(${site.arg(0)}) END`,
  array_min: (site) =>
    `CASE WHEN list_count(${site.arg(0)}) = len(${site.arg(0)}) THEN list_min(${site.arg(0)}) END`,
  array_position: (site) => `sluice.list_index(${site.arg(0)}, ${site.arg(1)})`,
  array_remove: (site) => `sluice.list_without(${site.arg(0)}, ${site.arg(1)})`,
  array_union: (site) => `sluice.distinct_list(sluice.join_lists([${site.arg(0)}, ${site.arg(1)}]))`,
  array_intersect: (site) => `sluice.common_list(${site.arg(0)}, ${site.arg(1)})`,
  array_except: (site) => `sluice.list_difference(${site.arg(0)}, ${site.arg(1)})`,
  arrays_overlap: (site) => `sluice.lists_overlap(${site.arg(0)}, ${site.arg(1)})`,
  sequence: (site) => sequence(site),
  slice: (site) => `sluice.slice_list(${site.all().join(', ')})`,
  trim_array: (site) => `sluice.trim_list(${site.arg(0)}, ${site.arg(1)})`,
  flatten: (site) => `flatten(${site.arg(0)})`,
  repeat: (site) => {
    const element = site.emit.name();
    return `list_transform(range(${site.arg(1)}), lambda ${element}: ${site.arg(0)})`;
  },
  zip: (site) => {
    const element = site.emit.name();
    const fields = site.args.map((_, i) => `f${i + 1} := ${element}[${i + 1}]`);
    return `list_transform(list_zip(${site.all().join(', ')}), lambda ${element}: struct_pack(${fields.join(', ')}))`;
  },
};

function row(site: CallSite): string {
  const type = site.type;
  const cast = (i: number) =>
    type.kind === 'row' && type.fields[i] ? duckdbType(type.fields[i].type) : 'INTEGER';
  const fields = site.args.map((argument, i) =>
    argument.type.kind === 'unknown'
      ? `f${i + 1} := CAST(${site.arg(i)} AS ${cast(i)})`
      : `f${i + 1} := ${site.arg(i)}`,
  );
  return `struct_pack(${fields.join(', ')})`;
}

function fieldNumber(argument: Expression | undefined): number {
  if (argument?.op !== 'literal') throw new TypeError('A field is chosen by a literal.');
  return Number(argument.value) + 1;
}

function subscript(site: CallSite): string {
  const [base, index] = site.args;
  if (!base || !index) throw new TypeError('A subscript has a base and an index.');
  const [value, at] = [site.arg(0), site.arg(1)];
  if (base.type.kind === 'row') return `(${value}).f${Number(index.op === 'literal' ? index.value : 0)}`;
  if (base.type.kind === 'map') {
    const key = textOf(at, index.type);
    const missing = raise({ sql: `('Key not present in map: ' || ${key})` }, site.type);
    return `CASE WHEN ${value} IS NULL OR ${at} IS NULL THEN NULL WHEN map_contains(${value}, ${at}) THEN (${value})[${at}] ELSE ${missing} END`;
  }
  return indexed(value, at, site.type);
}

function indexed(list: string, at: string, type: SqlType): string {
  const beyond = raise(
    {
      sql: `('Array subscript must be less than or equal to array length: ' || ${at} || ' > ' || len(${list}))`,
    },
    type,
  );
  const zero = raise({ text: 'SQL array indices start at 1' }, type);
  const negative = raise({ sql: `('Array subscript is negative: ' || ${at})` }, type);
  return `CASE WHEN ${at} > len(${list}) THEN ${beyond} WHEN ${at} = 0 THEN ${zero} WHEN ${at} < 0 THEN ${negative} ELSE (${list})[${at}] END`;
}

function elementAt(site: CallSite): string {
  const [base] = site.args;
  if (base?.type.kind === 'map') return `(${site.arg(0)})[${site.arg(1)}]`;
  const zero = raise({ text: 'SQL array indices start at 1' }, site.type);
  return `CASE WHEN ${site.arg(1)} = 0 THEN ${zero} ELSE (${site.arg(0)})[${site.arg(1)}] END`;
}

/** Elements as in a cast to varchar; nulls are left out, or written as the third argument says. */
function join(site: CallSite): string {
  const type = site.args[0]?.type;
  const element = type?.kind === 'array' ? type.element : { kind: 'varchar' as const };
  const name = site.emit.name();
  const text = textOf(name, element);
  const whole = site.args.length > 2 ? `coalesce(${text}, ${site.arg(2)})` : text;
  return `array_to_string(list_transform(${site.arg(0)}, lambda ${name}: ${whole}), ${site.arg(1)})`;
}

/** At most 10,000 entries, as in Trino (data-query contract §4.5). Months count from the start value. */
function sequence(site: CallSite): string {
  const [start, , step] = site.args;
  const [from, to] = [site.arg(0), site.arg(1)];
  if (start?.type.kind === 'bigint') {
    return `sluice.sequence_of(${from}, ${to}, ${step ? site.arg(2) : `CASE WHEN ${from} <= ${to} THEN 1 ELSE -1 END`})`;
  }
  const type = start ? duckdbType(start.type) : 'DATE';
  const number = site.emit.name();
  if (step?.type.kind === 'interval year to month') {
    const count = `sluice.sequence_of(0, date_sub('month', CAST(${from} AS TIMESTAMP), CAST(${to} AS TIMESTAMP)), CAST(${site.arg(2)} AS BIGINT))`;
    return `list_transform(${count}, lambda ${number}: CAST(${from} + to_months(CAST(${number} AS INTEGER)) AS ${type}))`;
  }
  const milliseconds = `(epoch_ms(CAST(${to} AS TIMESTAMP)) - epoch_ms(CAST(${from} AS TIMESTAMP)))`;
  const by = step ? site.arg(2) : `CASE WHEN ${from} <= ${to} THEN 86400000 ELSE -86400000 END`;
  return `list_transform(sluice.sequence_of(0, ${milliseconds}, ${by}), lambda ${number}: CAST(CAST(${from} AS TIMESTAMP) + to_microseconds(${number} * 1000) AS ${type}))`;
}
