import type { StoreErrorKind, StoreRefusalKind } from '../../ports/store.ts';
import type { OperationInput, OperationName } from '../operations/operations.ts';

/** Given to the writer thread at its start. */
export interface WriterData {
  readonly path: string;
  readonly maxBytes: number | undefined;
}

/** To the writer: one operation, or the word to end. */
export type ToWriter = WriteRequest | { readonly type: 'close' };

export interface WriteRequest {
  readonly type: 'write';
  readonly id: number;
  readonly name: OperationName;
  readonly input: OperationInput<OperationName>;
}

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
