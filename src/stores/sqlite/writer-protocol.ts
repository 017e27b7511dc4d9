import type { StoreErrorKind, StoreRefusalKind } from '../../ports/store.ts';
import type { OperationInput, OperationName } from '../operations/operations.ts';
import type { Replacement } from './whole-state.ts';

/** Given to the writer thread at its start. */
export interface WriterData {
  readonly path: string;
  readonly maxBytes: number | undefined;
}

/** To the writer: one operation, something done with the whole database, or the word to end. */
export type ToWriter = WriteRequest | WholeRequest | { readonly type: 'close' };

export interface WriteRequest {
  readonly type: 'write';
  readonly id: number;
  readonly name: OperationName;
  readonly input: OperationInput<OperationName>;
}

/** Not part of any group: SQLite allows neither inside a transaction. */
export interface WholeRequest {
  readonly type: 'whole';
  readonly id: number;
  readonly work: WholeWork;
}

export type WholeWork =
  | { readonly kind: 'copy'; readonly path: string }
  | { readonly kind: 'upgrade'; readonly path: string }
  | { readonly kind: 'replace'; readonly by: Replacement };

/** From the writer. `done` tells a whole group whose commit is durable. */
export type FromWriter =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: WriteFailure }
  | { readonly type: 'done'; readonly results: readonly WriteResult[] };

export type WriteResult =
  | { readonly id: number; readonly ok: true; readonly output: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WriteFailure };

/** Errors cross threads as values: classes do not. */
export type WriteFailure =
  | { readonly type: 'refusal'; readonly kind: StoreRefusalKind; readonly message: string }
  | { readonly type: 'store'; readonly kind: StoreErrorKind; readonly message: string };
