import { LanguageError, type LanguageFault } from '../../ports/compiler.ts';

/** A place in the text, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A query refused: its users know how these texts begin (aqua.md §3.2), so the place comes last. */
export function refuse(at: Position, message: string, fault?: LanguageFault): LanguageError {
  return new LanguageError(`${message}, at line ${at.line}, column ${at.column}`, at.line, at.column, fault);
}
