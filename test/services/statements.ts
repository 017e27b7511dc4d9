import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('statements/', import.meta.url);

export interface Statement {
  /** Its file, without the ending: what it is about. */
  readonly topic: string;
  readonly sql: string;
}

/** Every statement of `statements/*.sql`: one a line, `--` lines are headings. More breadth is more lines. */
export function readStatements(): readonly Statement[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .flatMap((name) =>
      readFileSync(new URL(name, FOLDER), 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '' && !line.startsWith('--'))
        .map((sql) => ({ topic: name.replace('.sql', ''), sql })),
    );
}

/** Whether the statement itself, not a part of it in brackets, fixes the order of its rows. */
export function isOrdered(sql: string): boolean {
  const outer = sql.replace(/'(?:[^']|'')*'|"[^"]*"/g, 'x');
  let text = '';
  let depth = 0;
  for (const character of outer) {
    if (character === '(') depth++;
    if (depth === 0) text += character;
    if (character === ')') depth--;
  }
  return /\border\s+by\b/i.test(text);
}
