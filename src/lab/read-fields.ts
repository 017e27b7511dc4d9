import { didYouMean } from '../config/suggestion.ts';
import { RuleError } from './rule.ts';

/** Longest value that a message repeats, characters. */
const MOST_SHOWN = 100;

export type Fields = Readonly<Record<string, unknown>>;

export function bad(message: string): RuleError {
  return new RuleError('bad', message);
}

/** @throws RuleError when it is no object, or has a key that is not allowed */
export function fieldsOf(value: unknown, where: string, allowed: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(`${where} must be an object with ${listed(allowed)}, not ${shown(value)}`);
  for (const key of Object.keys(value)) {
    if (allowed.includes(key)) continue;
    throw bad(`${where} has no key ${shown(key)}${didYouMean(key, allowed)}; use ${listed(allowed)}`);
  }
  return value as Fields;
}

/** @throws RuleError when it is none of the words */
export function oneOf<T extends string>(value: unknown, where: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found !== undefined) return found;
  const near = typeof value === 'string' ? didYouMean(value, allowed) : '';
  throw bad(`${where}: ${shown(value)} is not allowed${near}; use ${listed(allowed)}`);
}

/** @throws RuleError when it is no text, or an empty one */
export function textOf(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw bad(`${where} must be a text, not ${shown(value)}`);
}

/** @throws RuleError when it is no whole number from `least` to `most` */
export function countOf(
  value: unknown,
  where: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  const upTo = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw bad(`${where} must be a whole number ${upTo}, not ${shown(value)}`);
}

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}
