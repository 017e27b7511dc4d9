import type { DeletedRows, Scope } from '../sql/scope.ts';
import type { ChangeWindow } from './job.ts';

/** One statement as its user wrote it. */
export interface SourceQuery {
  readonly language: 'trino-sql' | 'zoql' | 'export-zoql';
  readonly text: string;
  readonly deleted: DeletedRows;
  /** For ZOQL and Export ZOQL; absent in Trino SQL. */
  readonly extract?: ExtractOptions;
}

/** How a ZOQL or Export ZOQL query takes and names its rows (aqua.md §4.2, §4.5, §5.2, §5.5). */
export interface ExtractOptions {
  /** `Account.AccountNumber`, or `Account: Account Number`. */
  readonly labels: 'names' | 'labels';
  /** Zone in which date-times are written: the tenant's, or UTC. */
  readonly datetimes: 'zoned' | 'utc';
  /** The first column, which tells whether the row is deleted. */
  readonly deletedColumn?: { readonly name: string; readonly format: 'boolean' | 'numeric' };
  /** Deleted rows older than this are not shown, ms. */
  readonly deletedLifeMs?: number;
  /** ISO codes that money is given in too, in further columns. */
  readonly currencies?: readonly string[];
  /** What becomes of date-times that are written wrongly: refused, or as the product reads them (§5.2). */
  readonly literals: 'strict' | 'zuora';
  readonly maxLength?: number;
  /** Of ZOQL. */
  readonly maxConditions?: number;
  readonly maxGroupFields?: number;
}

export interface CompileRequest {
  readonly query: SourceQuery;
  readonly scope: Scope;
  /** Business time at the attempt's start, ms since 1970: the value of `now()`, `current_date` and the like. */
  readonly now: number;
  /** The tenant's zone (IANA name): stored time stamps are shown in it. */
  readonly zone: string;
  /** Only rows of the data source that changed in it; for queries with `extract`. */
  readonly window?: ChangeWindow;
}

/** A compiled query: opaque bytes on their way to the engine, so that no other thread needs to build the tree. */
export interface CompiledQuery {
  /** `encodeQuery` of `sql/encode.ts`. */
  readonly tree: Uint8Array;
  /** Labels of the result's columns, in order. */
  readonly columns: readonly string[];
  /** The data source has no date of change, so that the window could not be used: all rows are taken. */
  readonly whole?: true;
  /** Its rows may not be divided into segments (aqua.md §4.6): it has a function or an alias. */
  readonly undivided?: true;
}

/** A statement refused by its language. The text is the one the language's users know, position prefix included. */
export class LanguageError extends Error {
  override readonly name = 'LanguageError';
  /** 1-based position, where the language knows it. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly fault: LanguageFault | undefined;
  constructor(message: string, line?: number, column?: number, fault?: LanguageFault) {
    super(message);
    this.line = line;
    this.column = column;
    this.fault = fault;
  }
}

/**
 * Faults that a family words apart (aqua.md §3.1: 90020, 90017, 90018, 90021); `no-columns`: nothing is left to select
 * (§3.2).
 */
export type LanguageFault = 'distinct' | 'no-deleted-rows' | 'no-permission' | 'no-currency' | 'no-columns';

/** Turns text into a typed tree, off the thread that answers HTTP, in bounded time and memory. */
export interface Compiler {
  /**
   * @throws LanguageError for anything wrong with the text, also when it is too large or nested too deeply to compile
   *   within the bounds.
   */
  compile(request: CompileRequest, signal?: AbortSignal): Promise<CompiledQuery>;
  close(): Promise<void>;
}
