import type { CatalogueObject } from '../ports/catalogue.ts';
import type { CompiledQuery, CompileRequest, LanguageFault } from '../ports/compiler.ts';

/**
 * What the compiler and its thread say to each other: a thread has one statement at a time and answers each. `key`
 * names a tenant of a server.
 */
export type ToWorker =
  | { readonly kind: 'catalogue'; readonly key: string; readonly objects: readonly CatalogueObject[] }
  | { readonly kind: 'forget'; readonly key: string }
  | { readonly kind: 'compile'; readonly key: string; readonly request: CompileRequest };

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
