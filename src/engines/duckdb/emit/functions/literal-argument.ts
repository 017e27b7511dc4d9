import { EngineError } from '../../../../ports/engine.ts';
import type { Expression } from '../../../../sql/tree.ts';
import type { CallSite } from '../emitter.ts';

/** The text of an argument that is a constant; `undefined` where it is computed, or null. */
export function literalText(argument: Expression | undefined): string | undefined {
  if (argument?.op === 'cast') return literalText(argument.value);
  if (argument?.op !== 'literal' || argument.value === null) return undefined;
  return String(argument.value);
}

/** The text of an argument that must be written out in the statement. @throws EngineError `user` where it is not. */
export function requiredText(site: CallSite, index: number, what: string): string {
  const text = literalText(site.args[index]);
  if (text === undefined) {
    throw new EngineError('user', `${site.name}: the ${what} must be a constant on this engine`);
  }
  return text;
}
