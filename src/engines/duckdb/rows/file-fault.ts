import { EngineError } from '../../../ports/engine.ts';

/** The file as a whole cannot be loaded: the text is for whoever sent it (bulk-data.md §3, `failureReason`). */
export function fileFault(text: string): EngineError {
  return new EngineError('user', text);
}

/** Characters of a value or header that a message repeats. */
export const SHOWN_CHARACTERS = 60;

export function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
}
