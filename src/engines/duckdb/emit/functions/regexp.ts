import { EngineError } from '../../../../ports/engine.ts';
import type { CallSite, Emissions } from '../emitter.ts';
import { quoteText } from '../quote.ts';
import { raise } from '../raise.ts';
import { rewritePattern, rewriteReplacement } from '../regular-expression.ts';
import { literalText } from './literal-argument.ts';

/** Regular expressions run on RE2, which has neither look-around nor back-references (dialect notes §6). */
export const REGEXP_EMISSIONS: Emissions = {
  regexp_like: (site) => `regexp_matches(${site.arg(0)}, ${pattern(site)})`,
  regexp_extract: (site) => extracted(site),
  regexp_extract_all: (site) => `regexp_extract_all(${site.arg(0)}, ${pattern(site)}, ${group(site)})`,
  regexp_replace: (site) => replaced(site),
  regexp_split: (site) => `string_split_regex(${site.arg(0)}, ${pattern(site)})`,
  regexp_count: (site) => `CAST(len(regexp_extract_all(${site.arg(0)}, ${pattern(site)})) AS BIGINT)`,
  regexp_position: (site) => position(site),
};

function pattern(site: CallSite): string {
  const text = literalText(site.args[1]);
  return text === undefined ? site.arg(1) : quoteText(rewritePattern(text));
}

/** Of all forms only the list has a null where the group took no part in the match. */
function extracted(site: CallSite): string {
  const index = group(site);
  if (index !== '0') return `regexp_extract_all(${site.arg(0)}, ${pattern(site)}, ${index})[1]`;
  return `CASE WHEN regexp_matches(${site.arg(0)}, ${pattern(site)}) THEN regexp_extract(${site.arg(0)}, ${pattern(site)}) END`;
}

function replaced(site: CallSite): string {
  const by = (replacement: string) => `regexp_replace(${site.arg(0)}, ${pattern(site)}, ${replacement}, 'g')`;
  if (site.args.length < 3) return by("''");
  const text = literalText(site.args[2]);
  if (text === undefined) return by(`sluice.re2_replacement(${site.arg(2)})`);
  const replacement = rewriteReplacement(text, literalText(site.args[1]));
  if ('text' in replacement) return by(quoteText(replacement.text));
  const failing = raise({ text: replacement.fault }, site.type);
  return `CASE WHEN regexp_matches(${site.arg(0)}, ${pattern(site)}) THEN ${failing} ELSE ${site.arg(0)} END`;
}

function group(site: CallSite): string {
  if (site.args.length < 3) return '0';
  const text = literalText(site.args[2]);
  if (text === undefined)
    throw new EngineError('user', `${site.name}: the group must be a constant on this engine`);
  const source = literalText(site.args[1]);
  const groups = source === undefined ? undefined : countGroups(rewritePattern(source));
  if (groups !== undefined && Number(text) > groups) {
    throw new EngineError('user', `Pattern has ${groups} groups. Cannot access group ${text}`);
  }
  if (Number(text) < 0) throw new EngineError('user', 'Group cannot be negative');
  return text;
}

function countGroups(source: string): number {
  return (
    source
      .replace(/\\./gs, '')
      .replace(/\[[^\]]*\]/g, '')
      .match(/\((?!\?)|\(\?P</g) ?? []
  ).length;
}

function position(site: CallSite): string {
  const text = literalText(site.args[1]);
  if (text === undefined)
    throw new EngineError('user', `${site.name}: the pattern must be a constant on this engine`);
  const source = rewritePattern(text);
  const before = quoteText(`^((?s:.*?))(?:${source})`);
  return `CASE WHEN regexp_matches(${site.arg(0)}, ${quoteText(source)}) THEN CAST(length(regexp_extract(${site.arg(0)}, ${before}, 1)) + 1 AS INTEGER) WHEN ${site.arg(0)} IS NOT NULL THEN -1 END`;
}
