import type { CatalogueObject } from '../ports/catalogue.ts';
import type { CompiledQuery, CompileRequest, LanguageFault } from '../ports/compiler.ts';

/** What the compiler and its thread say to each other: a thread has one statement at a time and answers each. */
export type ToWorker =
  | { readonly kind: 'catalogue'; readonly tenant: string; readonly objects: readonly CatalogueObject[] }
  | { readonly kind: 'compile'; readonly request: CompileRequest };

export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'compiled';
      readonly compiled: CompiledQuery;
    }
  | {
      readonly kind: 'refused';
      readonly message: string;
      readonly line: number | undefined;
      readonly column: number | undefined;
      readonly fault: LanguageFault | undefined;
    }
  /** A fault of the compiler itself. */
  | { readonly kind: 'broken'; readonly message: string };
