import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogueObject } from '../../../ports/catalogue.ts';
import type { EngineHandle, Progress, RowLoadWork } from '../../../ports/engine.ts';
import type { WriterTurn } from '../host/data-operation.ts';
import type { ExportPlace } from '../host/export.ts';

/** A load as its host is asked for it. */
export interface RowWork extends RowLoadWork {
  readonly handle: EngineHandle;
  /** Those that the load can need: its own and those that its fields name. Without its own there is no such object. */
  readonly objects: readonly CatalogueObject[];
  /** Whether the parent is asked before each chunk: what it is asked by does not pass between processes. */
  readonly asksBeforeChunks?: boolean;
}

/** What a host tells its parent before a chunk; the parent answers by `go-on`. */
export interface ChunkAhead {
  readonly chunk: number;
  readonly fraction: number;
}

/** Where a load meets the engine. */
export interface RowPlace {
  /** In no transaction; temporary tables on it are the load's own. */
  readonly connection: DuckDBConnection;
  readonly files: ExportPlace;
  /** Aborts when the load is stopped; statements are interrupted by whoever aborts it. */
  readonly signal: AbortSignal;
  /** Rows of the file that one transaction takes. */
  readonly chunkRows: number;
  /** The writer's turn: nobody else changes the tenant's data meanwhile. Rejects at once when stopped before it. */
  turn<T>(work: (turn: WriterTurn) => Promise<T>): Promise<T>;
}

export type OnProgress = (progress: Progress) => void;
