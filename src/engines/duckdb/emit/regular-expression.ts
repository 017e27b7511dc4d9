import { EngineError } from '../../../ports/engine.ts';

/** What Trino's expressions have and RE2 has not; a wrong answer would be worse than a refusal. */
const IMPOSSIBLE: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, 'look-around'],
  [/\(\?>/, 'atomic groups'],
  [/\\[1-9]|\\k</, 'back-references'],
  [/(?:[*+?]|\{\d+(?:,\d*)?\})\+/, 'possessive quantifiers'],
  [/&&/, 'intersections of character classes'],
];

/** POSIX and Java classes under the names that RE2 has. */
const CLASSES: Readonly<Record<string, string>> = {
  Alpha: '[:alpha:]',
  Digit: '[:digit:]',
  Alnum: '[:alnum:]',
  Upper: '[:upper:]',
  Lower: '[:lower:]',
  Punct: '[:punct:]',
  Space: '[:space:]',
  Blank: '[:blank:]',
  XDigit: '[:xdigit:]',
  ASCII: '[:ascii:]',
};

/**
 * A pattern in RE2's spelling.
 * @throws EngineError `user` for what RE2 cannot do.
 */
export function rewritePattern(pattern: string): string {
  // An escaped character is none of the forms below.
  const bare = pattern.replace(/\\[^1-9k]/gs, '__');
  for (const [form, name] of IMPOSSIBLE) {
    if (form.test(bare)) {
      throw new EngineError(
        'user',
        `Regular expression '${pattern}': ${name} are not supported by this engine`,
      );
    }
  }
  return pattern
    .replace(/\(\?<([A-Za-z])/g, '(?P<$1')
    .replace(/\\h/g, '[ \\t]')
    .replace(/\\p\{(\w+)\}/g, (all, name: string) => (CLASSES[name] ? `[${CLASSES[name]}]` : all));
}

/** A replacement in RE2's spelling, or what is wrong with it, which Trino says once the pattern matches. */
export type Replacement = { readonly text: string } | { readonly fault: string };

/** `$1` and `${name}` become `\1`; `\$` is a dollar; RE2's own backslash is doubled. */
export function rewriteReplacement(replacement: string, pattern: string | undefined): Replacement {
  const groups = pattern === undefined ? undefined : groupNames(pattern);
  let fault: string | undefined;
  const refuse = (what: string) => {
    fault ??= `Illegal replacement sequence: ${what}`;
    return '';
  };
  const text = replacement.replace(
    /\\(.)|\$(\d)|\$\{(\w+)\}|\$.?|\\/gs,
    (all: string, escaped?: string, digit?: string, name?: string) => {
      if (escaped !== undefined) return escaped === '\\' ? '\\\\' : escaped;
      if (digit !== undefined) {
        return groups && Number(digit) > groups.length ? refuse(`unknown group ${digit}`) : `\\${digit}`;
      }
      if (name === undefined) return refuse(all);
      const index = (groups ?? []).indexOf(name);
      return index < 0 ? refuse(`unknown group { ${name} }`) : `\\${index + 1}`;
    },
  );
  return fault === undefined ? { text } : { fault };
}

/** The capturing groups in order; those without a name as `undefined`. */
function groupNames(pattern: string): readonly (string | undefined)[] {
  return [...pattern.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)|\(\?P?<([A-Za-z]\w*)>/gs)]
    .filter(([all]) => all.startsWith('('))
    .map(([, name]) => name);
}
