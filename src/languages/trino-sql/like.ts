import type { LikePattern } from './syntax/ast.ts';
import { refuse } from './syntax/syntax-error.ts';

/** Whether a name matches a LIKE pattern of SHOW; everything does where there is none. */
export function likeMatcher(like: LikePattern | undefined): (name: string) => boolean {
  if (!like) return () => true;
  const { escape: escapeSign } = like;
  if (escapeSign !== undefined && [...escapeSign].length !== 1) {
    throw refuse({ line: 1, column: 1 }, 'Escape string must be a single character');
  }
  let source = '';
  const characters = [...like.pattern];
  for (let i = 0; i < characters.length; i += 1) {
    const character = characters[i] ?? '';
    if (character === escapeSign) {
      i += 1;
      source += literal(characters[i] ?? '');
    } else if (character === '%') source += '.*';
    else if (character === '_') source += '.';
    else source += literal(character);
  }
  const pattern = new RegExp(`^${source}$`, 'su');
  return (name) => pattern.test(name);
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/u, '\\$&');
}
