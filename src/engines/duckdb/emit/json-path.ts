import { EngineError } from '../../../ports/engine.ts';

/**
 * Trino's JSON paths (`$.a[0]["b c"]`, no wildcards) as DuckDB's, every member in quotes.
 * @throws EngineError `user` with Trino's text.
 */
export function jsonPath(path: string): string {
  const steps = path.startsWith('$') ? path.slice(1) : undefined;
  const pattern = /\.([A-Za-z_][\w$-]*)|\.(\d[\w]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['([^']*)'\]/gy;
  let result = '$';
  let end = 0;
  for (const match of (steps ?? '').matchAll(pattern)) {
    const [, name, digits, index, quoted] = match;
    end = match.index + match[0].length;
    const member = name ?? digits ?? quoted?.replace(/\\(.)/g, '$1');
    if (index !== undefined) result += `[${index}]`;
    else if (member !== undefined && !member.includes('"')) result += `."${member}"`;
    else throw invalid(path);
  }
  if (steps === undefined || end !== steps.length) throw invalid(path);
  return result;
}

function invalid(path: string): EngineError {
  return new EngineError('user', `Invalid JSON path: '${path}'`);
}
