import { CliError, EXIT } from './exit-codes.ts';

export interface NamedQuery {
  /** Of the query in its job, and of its file. */
  readonly name: string;
  readonly query: string;
}

/** `accounts=select …` */
const NAMED = /^\s*([\w.-]+)\s*=\s*(?=select\b)/i;
const FROM = /\bfrom\s+(\w+)/i;

/**
 * Queries with their names: the one before `=`, else the object that is exported, with a number where it is taken.
 * @throws CliError `usage` for an empty query, or a name given twice
 */
export function nameQueries(texts: readonly string[]): readonly NamedQuery[] {
  const given = texts.map((text) => {
    if (text.trim() === '') throw new CliError(EXIT.usage, 'a query is empty');
    const [prefix = '', name] = NAMED.exec(text) ?? [];
    return { name, query: text.slice(prefix.length) };
  });
  const taken = new Set<string>();
  for (const { name } of given) {
    if (name === undefined) continue;
    if (taken.has(name.toLowerCase())) throw new CliError(EXIT.usage, `two queries are named ${name}`);
    taken.add(name.toLowerCase());
  }
  return given.map(({ name, query }) => ({
    name: name ?? free(FROM.exec(query)?.[1] ?? 'query', taken),
    query,
  }));
}

/** Files of some systems do not tell upper from lower case. */
function free(wanted: string, taken: Set<string>): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted}-${i}`;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}
