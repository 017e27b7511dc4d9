import { EngineError } from '../../../../ports/engine.ts';
import type { CallSite, Emissions } from '../emitter.ts';
import { quoteText } from '../quote.ts';
import { rewritePattern, rewriteReplacement } from '../regular-expression.ts';
import { literalText } from './literal-argument.ts';

/** Regular expressions run on RE2, which has neither look-around nor back-references (dialect notes §6). */
export const REGEXP_EMISSIONS: Emissions = {
  regexp_like: (site) => `regexp_matches(${site.arg(0)}, ${pattern(site)})`,
  regexp_extract: (site) =>
    `CASE WHEN regexp_matches(${site.arg(0)}, ${pattern(site)}) THEN regexp_extract(${site.arg(0)}, ${pattern(site)}, ${group(site)}) END`,
  regexp_extract_all: (site) => `regexp_extract_all(${site.arg(0)}, ${pattern(site)}, ${group(site)})`,
  regexp_replace: (site) => {
    const replacement = site.args.length > 2 ? replaced(site) : "''";
    return `regexp_replace(${site.arg(0)}, ${pattern(site)}, ${replacement}, 'g')`;
  },
  regexp_split: (site) => `string_split_regex(${site.arg(0)}, ${pattern(site)})`,
  regexp_count: (site) => `CAST(len(regexp_extract_all(${site.arg(0)}, ${pattern(site)})) AS BIGINT)`,
  regexp_position: (site) => position(site),
};

function pattern(site: CallSite): string {
  const text = literalText(site.args[1]);
  return text === undefined ? site.arg(1) : quoteText(rewritePattern(text));
}

function replaced(site: CallSite): string {
  const text = literalText(site.args[2]);
  return text === undefined
    ? `sluice.re2_replacement(${site.arg(2)})`
    : quoteText(rewriteReplacement(text, literalText(site.args[1])));
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
