import type { DuckDBConnection } from '@duckdb/node-api';
import {
  EngineError,
  type OutputSpec,
  type Progress,
  type RowLoadOutcome,
  type RowReportOutcome,
  type RowReportTargets,
  type RunLimits,
  type RunOutcome,
} from '../../../ports/engine.ts';
import { decodeQuery } from '../../../sql/encode.ts';
import { emitQuery } from '../emit/emit-query.ts';
import { CHUNK_ROWS } from '../rows/load-rows.ts';
import type { ChunkAhead, RowWork } from '../rows/row-place.ts';
import { RowSession } from '../rows/row-session.ts';
import type { WriterTurn } from './data-operation.ts';
import { readDataVersion } from './data-version.ts';
import type { TenantDatabase } from './database.ts';
import { type ExportPlace, exportLines } from './export.ts';
import { interruptUntil } from './interrupt.ts';
import { ProgressMeter } from './progress-meter.ts';

/** Between two reports of progress, ms. */
const PROGRESS_EVERY_MS = 200;

/**
 * Up to this many rows the limit is put into the statement, so that the engine stops early; it then keeps them all in
 * memory. Above it the rows are counted at the end.
 */
const LIMIT_IN_STATEMENT_ROWS = 1_000_000;

/** The tenant's writer, and rows of a chunk where they are not the usual ones. */
interface LoadSettings {
  turn<T>(work: (turn: WriterTurn) => Promise<T>, signal: AbortSignal): Promise<T>;
  readonly chunkRows?: number;
}

/** One job attempt at the engine: one connection, one read-only transaction, one snapshot; of a load, no such thing. */
export class HostSession {
  readonly #connection: DuckDBConnection;
  readonly #place: ExportPlace;
  readonly #loads: LoadSettings;
  #goOn: () => void = () => {};
  #rows: RowSession | undefined;
  readonly #stop = new AbortController();
  #working: Promise<unknown> = Promise.resolve();
  /** Names the data version that its statements see. */
  readonly snapshot: string;

  private constructor(
    connection: DuckDBConnection,
    snapshot: string,
    place: ExportPlace,
    loads: LoadSettings,
  ) {
    this.#connection = connection;
    this.snapshot = snapshot;
    this.#place = place;
    this.#loads = loads;
  }

  static async open(database: TenantDatabase, place: ExportPlace, loads: LoadSettings): Promise<HostSession> {
    const connection = await database.connect();
    try {
      await connection.run('BEGIN TRANSACTION READ ONLY');
      return new HostSession(connection, await readDataVersion(connection), place, loads);
    } catch (error) {
      connection.disconnectSync();
      throw error;
    }
  }

  /** Runs a compiled tree into a file. */
  run(
    tree: Uint8Array,
    output: OutputSpec,
    limits: RunLimits,
    onProgress: (progress: Progress) => void,
  ): Promise<RunOutcome> {
    return this.runWork(async () => {
      const query = decodeQuery(tree);
      const emitted = emitQuery(query, output);
      if (limits.inputRowsPerTable !== undefined) {
        await this.#checkInput(emitted.inputCounts, limits.inputRowsPerTable);
      }
      return await this.#export(emitted, query.now, output, limits.outputRows, onProgress);
    });
  }

  /**
   * As `EngineSession.loadRows`.
   * @param onAhead told before each chunk, which waits for `goOn` then; absent: it waits for nobody
   */
  loadRows(
    work: RowWork,
    onProgress: (progress: Progress) => void,
    onAhead?: (ahead: ChunkAhead) => void,
  ): Promise<RowLoadOutcome> {
    const beforeChunk = (chunk: number, fraction: number): Promise<void> => {
      const next = this.#nextChunk();
      onAhead?.({ chunk, fraction });
      return next;
    };
    const gated = onAhead === undefined ? work : { ...work, beforeChunk };
    return this.runWork(async () => await (await this.#rowSession()).load(gated, onProgress));
  }

  /** The load that has told of its next chunk writes it. */
  goOn(): void {
    this.#goOn();
  }

  /** Resolves by `goOn`; rejects when it is stopped before. */
  #nextChunk(): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve, reject) => {
      const stopped = (): void => reject(new EngineError('stopped', 'Stopped'));
      signal.addEventListener('abort', stopped, { once: true });
      this.#goOn = () => {
        signal.removeEventListener('abort', stopped);
        resolve();
      };
    });
  }

  /** As `EngineSession.reportRows`. */
  reportRows(work: RowWork, targets: RowReportTargets): Promise<RowReportOutcome> {
    return this.runWork(async () => await (await this.#rowSession()).report(work, targets));
  }

  /** Any work on this session's connection: it can be stopped, then it rejects as `stopped`. */
  async runWork<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    this.#throwIfStopped();
    const working = work(this.#connection);
    this.#working = working;
    try {
      return await working;
    } catch (error) {
      this.#throwIfStopped();
      throw error;
    }
  }

  /** Interrupts what runs now and refuses what comes later. Idempotent. */
  stop(): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    void interruptUntil(this.#connection, this.#working, this.#place.clock);
  }

  async close(): Promise<void> {
    this.stop();
    await this.#working.catch(() => {});
    await this.#connection.run('ROLLBACK').catch(() => {});
    this.#connection.disconnectSync();
  }

  /** Gives the snapshot up: each chunk sees what was committed before it. */
  async #rowSession(): Promise<RowSession> {
    if (this.#rows !== undefined) return this.#rows;
    await this.#connection.run('ROLLBACK');
    const { signal } = this.#stop;
    this.#rows = new RowSession({
      connection: this.#connection,
      files: this.#place,
      signal,
      chunkRows: this.#loads.chunkRows ?? CHUNK_ROWS,
      turn: (work) => this.#loads.turn(work, signal),
    });
    return this.#rows;
  }

  async #export(
    { sql, header }: { readonly sql: string; readonly header?: string },
    entryTime: number,
    output: OutputSpec,
    maxRows: number | undefined,
    onProgress: (progress: Progress) => void,
  ): Promise<RunOutcome> {
    const meter = new ProgressMeter();
    const timer = this.#place.clock.every(PROGRESS_EVERY_MS, () => {
      const { percentage } = this.#connection.progress;
      const fraction = percentage < 0 ? {} : { fraction: Math.min(percentage / 100, 1) };
      onProgress({ ...fraction, rows: meter.rows, bytes: meter.bytes });
    });
    try {
      const limited = maxRows !== undefined && maxRows <= LIMIT_IN_STATEMENT_ROWS;
      const outcome = await exportLines(
        this.#connection,
        {
          sql: limited ? `SELECT line FROM (${sql}) AS rows LIMIT ${maxRows + 1}` : sql,
          header,
          output,
          entryTime,
          onChunk: meter.onChunk,
          signal: this.#stop.signal,
        },
        this.#place,
      );
      if (maxRows !== undefined && outcome.rows > maxRows) {
        const message = `Query exceeded the maximum number of output records: ${maxRows}`;
        throw new EngineError('limit', message, { limit: 'output-rows' });
      }
      onProgress({ fraction: 1, rows: outcome.rows, bytes: meter.bytes });
      return outcome;
    } finally {
      timer.cancel();
    }
  }

  async #checkInput(counts: readonly { readonly sql: string }[], max: number): Promise<void> {
    for (const { sql } of counts) {
      this.#throwIfStopped();
      const reader = await this.#connection.runAndReadAll(sql);
      if (Number(reader.getRows()[0]?.[0]) > max) {
        const message = `Query exceeded the maximum number of input records per table: ${max}`;
        throw new EngineError('limit', message, { limit: 'input-rows' });
      }
    }
    this.#throwIfStopped();
  }

  #throwIfStopped(): void {
    if (this.#stop.signal.aborted) throw new EngineError('stopped', 'Stopped');
  }
}
