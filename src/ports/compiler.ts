import type { DeletedRows, Scope } from '../sql/scope.ts';

/** One statement as its user wrote it. */
export interface SourceQuery {
  readonly language: 'trino-sql' | 'zoql' | 'export-zoql';
  readonly text: string;
  readonly deleted: DeletedRows;
}

export interface CompileRequest {
  readonly query: SourceQuery;
  readonly scope: Scope;
  /** Business time at the attempt's start, ms since 1970: the value of `now()`, `current_date` and the like. */
  readonly now: number;
  /** The tenant's zone (IANA name): stored time stamps are shown in it. */
  readonly zone: string;
}

/** A compiled query: opaque bytes on their way to the engine, so that no other thread needs to build the tree. */
export interface CompiledQuery {
  /** `encodeQuery` of `sql/encode.ts`. */
  readonly tree: Uint8Array;
  /** Labels of the result's columns, in order. */
  readonly columns: readonly string[];
}

/** A statement refused by its language. The text is the one the language's users know, position prefix included. */
export class LanguageError extends Error {
  override readonly name = 'LanguageError';
  /** 1-based position, where the language knows it. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  constructor(message: string, line?: number, column?: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** Turns text into a typed tree, off the thread that answers HTTP, in bounded time and memory. */
export interface Compiler {
  /**
   * @throws LanguageError for anything wrong with the text, also when it is too large or nested too deeply to compile
   *   within the bounds.
   */
  compile(request: CompileRequest, signal?: AbortSignal): Promise<CompiledQuery>;
  close(): Promise<void>;
}
