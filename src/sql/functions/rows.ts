import type { SqlType } from '../types.ts';
import type { Signature } from './signature.ts';

type Returns = Signature['returns'];

/**
 * Rows of the function table from a short spelling: parameters separated by `;`, a last `…` repeats the last one, and
 * several overloads in one go. Each overload is `'param; param -> result'` or a pair with a computed result.
 */
type Overload = string | readonly [params: string, returns: Exclude<Returns, string>];

export function scalar(name: string, description: string, ...overloads: readonly Overload[]): Signature[] {
  return overloads.map((overload) => row('scalar', name, description, overload));
}

export function aggregate(name: string, description: string, ...overloads: readonly Overload[]): Signature[] {
  return overloads.map((overload) => row('aggregate', name, description, overload));
}

export function window(name: string, description: string, ...overloads: readonly Overload[]): Signature[] {
  return overloads.map((overload) => row('window', name, description, overload));
}

function row(kind: Signature['kind'], name: string, description: string, overload: Overload): Signature {
  const [text, returns] = typeof overload === 'string' ? split(overload) : overload;
  const variadic = text.endsWith('…');
  const params = text
    .replace(/…$/, '')
    .split(';')
    .map((param) => param.trim())
    .filter(Boolean);
  return { name, kind, params, returns, description, ...(variadic ? { variadic } : {}) };
}

function split(overload: string): readonly [string, string] {
  const [params, returns] = overload.split('->');
  if (params === undefined || returns === undefined) throw new TypeError(`No result type: ${overload}`);
  return [params.trim(), returns.trim()];
}

/** The result has the type of this argument, zone included. */
export function typeOf(index: number): (args: readonly SqlType[]) => SqlType {
  return (args) => {
    const type = args[index];
    if (type === undefined) throw new TypeError(`No argument ${index}`);
    return type;
  };
}
