import { namedType } from '../parse-type.ts';
import type { SqlType } from '../types.ts';

/**
 * A parameter or result of a signature, read from its text: `decimal(p,s)`, `array(T)`, `function(T,U)`,
 * `T:comparable`.
 */
export type TypePattern =
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly demand: 'comparable' | 'orderable' | undefined;
    }
  | { readonly kind: 'function'; readonly params: readonly TypePattern[]; readonly result: TypePattern }
  | {
      readonly kind: 'named';
      readonly name: string;
      readonly args: readonly (TypePattern | number | string)[];
    };

const known = new Map<string, TypePattern>();

/** @throws Error when the text is no pattern: a fault of the function table. */
export function typePattern(text: string): TypePattern {
  const cached = known.get(text);
  if (cached) return cached;
  const reader = { tokens: text.match(/[A-Za-z_][A-Za-z0-9_]*|\d+|[(),:]/g) ?? [], at: 0 };
  const pattern = readPattern(reader);
  if (reader.at !== reader.tokens.length) throw new Error(`no type pattern: ${text}`);
  known.set(text, pattern);
  return pattern;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function readPattern(reader: Reader): TypePattern {
  const name = take(reader);
  if (/^[A-Z][A-Z0-9]?$/.test(name)) {
    if (!accept(reader, ':')) return { kind: 'variable', name, demand: undefined };
    return { kind: 'variable', name, demand: take(reader) as 'comparable' };
  }
  let full = name.toLowerCase();
  const args: (TypePattern | number | string)[] = [];
  if (full === 'interval') full = `interval ${take(reader)} ${take(reader)} ${take(reader)}`;
  if (accept(reader, '(')) {
    do args.push(readArgument(reader, full));
    while (accept(reader, ','));
    take(reader);
  }
  if (reader.tokens[reader.at] === 'with') {
    reader.at += 3;
    full = `${full} with time zone`;
  }
  if (full === 'function') {
    const patterns = args as TypePattern[];
    const result = patterns.at(-1);
    if (!result) throw new Error('function() without a result');
    return { kind: 'function', params: patterns.slice(0, -1), result };
  }
  return { kind: 'named', name: full, args };
}

/** Inside parentheses a lower-case letter is a number variable, but for collections, which hold types. */
function readArgument(reader: Reader, outer: string): TypePattern | number | string {
  const next = reader.tokens[reader.at] ?? '';
  if (/^\d+$/.test(next)) return Number(take(reader));
  const holdsNumbers = ['varchar', 'char', 'decimal', 'time', 'timestamp'].includes(outer);
  if (holdsNumbers && /^[a-z][a-z0-9]?$/.test(next)) return take(reader);
  if (outer === 'row' && /^[a-z]/.test(reader.tokens[reader.at + 1] ?? '')) take(reader);
  return readPattern(reader);
}

function take(reader: Reader): string {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw new Error('unfinished type pattern');
  reader.at += 1;
  return token;
}

function accept(reader: Reader, token: string): boolean {
  if (reader.tokens[reader.at] !== token) return false;
  reader.at += 1;
  return true;
}

/** What the variables of a signature stand for in one call. */
export interface Bindings {
  readonly types: ReadonlyMap<string, SqlType>;
  readonly numbers: ReadonlyMap<string, number>;
}

/** The type a pattern stands for; `undefined`: a variable is not bound. */
export function instantiate(pattern: TypePattern, bindings: Bindings): SqlType | undefined {
  if (pattern.kind === 'variable') return bindings.types.get(pattern.name);
  if (pattern.kind === 'function') {
    const params = pattern.params.map((param) => instantiate(param, bindings));
    const result = instantiate(pattern.result, bindings);
    if (result === undefined || params.some((param) => param === undefined)) return undefined;
    return { kind: 'function', params: params as SqlType[], result };
  }
  if (pattern.name === 'row') {
    const fields = pattern.args.map((arg) => typeof arg === 'object' && instantiate(arg, bindings));
    if (fields.some((field) => !field)) return undefined;
    return { kind: 'row', fields: fields.map((type) => ({ type: type as SqlType })) };
  }
  const parameters: (number | SqlType)[] = [];
  for (const arg of pattern.args) {
    const value =
      typeof arg === 'number'
        ? arg
        : typeof arg === 'string'
          ? bindings.numbers.get(arg)
          : instantiate(arg, bindings);
    // An unbound length is an unbounded text.
    if (value === undefined && typeof arg === 'string' && pattern.name === 'varchar')
      return { kind: 'varchar' };
    if (value === undefined) return undefined;
    parameters.push(value);
  }
  return namedType(pattern.name, parameters);
}
