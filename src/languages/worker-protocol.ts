import type { CatalogueObject } from '../ports/catalogue.ts';
import type { CompileRequest } from '../ports/compiler.ts';

/** What the compiler and its thread say to each other. */
export type ToWorker =
  | { readonly kind: 'catalogue'; readonly tenant: string; readonly objects: readonly CatalogueObject[] }
  | { readonly kind: 'compile'; readonly id: number; readonly request: CompileRequest };

export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'compiled';
      readonly id: number;
      readonly tree: Uint8Array;
      readonly columns: readonly string[];
    }
  | {
      readonly kind: 'refused';
      readonly id: number;
      readonly message: string;
      readonly line: number | undefined;
      readonly column: number | undefined;
    }
  /** A fault of the compiler itself. */
  | { readonly kind: 'broken'; readonly id: number; readonly message: string };
