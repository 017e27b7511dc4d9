import { padded } from '../cast-to-text.ts';
import { duckdbType } from '../duckdb-type.ts';
import type { CallSite, Emissions } from '../emitter.ts';

export const STRING_EMISSIONS: Emissions = {
  // One name for text, binary and arrays. DuckDB's `concat` skips nulls, `||` does not.
  concat: (site) => joined(site),
  '||': (site) => joined(site),
  concat_ws: (site) => concatWithSeparator(site),
  lower: (site) => `lower(${site.arg(0)})`,
  upper: (site) => `sluice.upper_text(${site.arg(0)})`,
  trim: (site) => trimmed(site, 'trim'),
  ltrim: (site) => trimmed(site, 'ltrim'),
  rtrim: (site) => trimmed(site, 'rtrim'),
  length: (site) => length(site),
  substr: (site) => part(site),
  substring: (site) => part(site),
  replace: (site) =>
    `sluice.replace_text(${site.arg(0)}, ${site.arg(1)}, ${site.args.length > 2 ? site.arg(2) : "''"})`,
  split: (site) => `sluice.split_text(${site.all().join(', ')})`,
  split_part: (site) => `sluice.split_field(${site.all().join(', ')})`,
  strpos: (site) => `sluice.position_of(${site.all().join(', ')})`,
  lpad: (site) => `sluice.pad_text(${site.all().join(', ')}, true)`,
  rpad: (site) => `sluice.pad_text(${site.all().join(', ')}, false)`,
  reverse: (site) =>
    site.args[0]?.type.kind === 'array' ? `list_reverse(${site.arg(0)})` : `reverse(${site.arg(0)})`,
  starts_with: (site) => `starts_with(${site.arg(0)}, ${site.arg(1)})`,
  chr: (site) => `chr(CAST(${site.arg(0)} AS INTEGER))`,
  codepoint: (site) => `unicode(${site.arg(0)})`,
  translate: (site) => `translate(${site.all().join(', ')})`,
  levenshtein_distance: (site) => `levenshtein(${site.arg(0)}, ${site.arg(1)})`,
  hamming_distance: (site) => `sluice.hamming(${site.arg(0)}, ${site.arg(1)})`,
  to_utf8: (site) => `encode(${site.arg(0)})`,
  from_utf8: (site) => `decode(${site.arg(0)})`,
  to_hex: (site) => `hex(${site.arg(0)})`,
  from_hex: (site) => `sluice.bytes_of_hex(${site.arg(0)})`,
  to_base64: (site) => `to_base64(${site.arg(0)})`,
  from_base64: (site) => `from_base64(${site.arg(0)})`,
  md5: (site) => `unhex(md5(${site.arg(0)}))`,
  sha1: (site) => `unhex(sha1(${site.arg(0)}))`,
  sha256: (site) => `unhex(sha256(${site.arg(0)}))`,
  to_uuid32: (site) => `replace(${site.arg(0)}, '-', '')`,
  to_uuid36: (site) => `sluice.uuid36(${site.arg(0)})`,
};

function joined(site: CallSite): string {
  if (site.type.kind === 'array') return `sluice.join_lists([${listsOf(site).join(', ')}])`;
  // A char keeps its blanks, but for the last one of a char.
  const bare = site.type.kind === 'char' ? site.args.length - 1 : -1;
  const parts = site.args.map(({ type }, i) =>
    type.kind === 'char' && i !== bare ? padded(site.arg(i), type.length) : site.arg(i),
  );
  return `(${parts.join(' || ')})`;
}

/** Beside an array a single element is an array of one. */
function listsOf(site: CallSite): string[] {
  const list = duckdbType(site.type);
  return site.args.map(({ type }, i) =>
    type.kind === 'array' ? `CAST(${site.arg(i)} AS ${list})` : `CAST([${site.arg(i)}] AS ${list})`,
  );
}

function concatWithSeparator(site: CallSite): string {
  const [, second] = site.args;
  const parts = second?.type.kind === 'array' ? site.arg(1) : `[${site.all().slice(1).join(', ')}]`;
  const joinedText = `array_to_string(CAST(${parts} AS VARCHAR[]), ${site.arg(0)})`;
  return `CASE WHEN ${site.arg(0)} IS NOT NULL THEN ${joinedText} END`;
}

/** A char counts with its blanks; bytes are cut as hex digits, two each. */
function part(site: CallSite): string {
  const [value, from, ...count] = site.all();
  const type = site.args[0]?.type;
  if (type?.kind === 'varbinary') {
    const start = `CASE WHEN ${from} > 0 THEN 2 * ${from} - 1 ELSE 2 * ${from} END`;
    return `unhex(sluice.substr_text(${[`hex(${value})`, start, ...count.map((n) => `2 * ${n}`)].join(', ')}))`;
  }
  const text = type?.kind === 'char' ? padded(site.arg(0), type.length) : value;
  return `sluice.substr_text(${[text, from, ...count].join(', ')})`;
}

/** Trino's own take all white space, not only blanks. */
function trimmed(site: CallSite, name: 'trim' | 'ltrim' | 'rtrim'): string {
  if (site.args.length > 1) return `${name}(${site.arg(0)}, ${site.arg(1)})`;
  return `${name}(${site.arg(0)}, sluice.white_space())`;
}

function length(site: CallSite): string {
  const type = site.args[0]?.type;
  if (type?.kind === 'varbinary') return `octet_length(${site.arg(0)})`;
  if (type?.kind === 'char')
    return `CASE WHEN ${site.arg(0)} IS NOT NULL THEN CAST(${type.length} AS BIGINT) END`;
  return `length(${site.arg(0)})`;
}
