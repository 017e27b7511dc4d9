import { writeFile } from 'node:fs/promises';
import {
  EngineError,
  type EngineHandle,
  type Progress,
  type RowLoadOutcome,
  type RowLoadWork,
  type RowReportOutcome,
  type RowReportTargets,
} from '../../src/ports/engine.ts';
import type { RowCounts } from '../../src/ports/row-load.ts';

/** One load that the engine is at: the test says which rows come, and how it goes on. */
export interface Load {
  readonly handle: EngineHandle;
  readonly work: RowLoadWork;
  /** Writes the next rows of the file, one chunk: these succeed, those fail. Refused once the ledger is sealed. */
  chunk(succeeded: number, failed?: number): void;
  /** Writes what is left and ends well. */
  finish(): void;
  fail(error: Error): void;
}

/** What a ledger has of one job; each row of the file once. */
interface Ledger {
  /** Of the attempts up to here nothing is written any more. */
  sealed: number;
  rows: { readonly row: number; readonly epoch: number; readonly ok: boolean }[];
}

const COLUMNS = [{ column: 'name', field: 'Name' }];

/**
 * Ledgers as the engine keeps them beside the rows: they outlive a crash. `Row` n of a file of `size` rows is written
 * once, by whatever attempt.
 */
export class ScriptedLedgers {
  /** Records of every file. */
  size = 10;
  readonly forgotten: string[] = [];
  readonly sealedBy: EngineHandle[] = [];
  /** How often result files were written. */
  reports = 0;
  sealError: Error | undefined;
  forgetError: Error | undefined;
  reportError: Error | undefined;
  /** `report` waits for it. */
  reporting: Promise<void> = Promise.resolve();
  /** `seal` waits for it. */
  sealing: Promise<void> = Promise.resolve();
  readonly #ledgers = new Map<string, Ledger>();

  of(job: string): Ledger {
    const known = this.#ledgers.get(job) ?? { sealed: 0, rows: [] };
    this.#ledgers.set(job, known);
    return known;
  }

  counts(job: string): RowCounts {
    const { rows } = this.of(job);
    const succeeded = rows.filter(({ ok }) => ok).length;
    return { rows: this.size, succeeded, failed: rows.length - succeeded };
  }

  /** @throws when the attempt has been sealed, or the file has no such row */
  write({ job, epoch }: EngineHandle, ok: boolean): void {
    const ledger = this.of(job);
    if (epoch <= ledger.sealed) throw new EngineError('stopped', 'the ledger is sealed');
    if (ledger.rows.length >= this.size) throw new Error('a row too many');
    ledger.rows.push({ row: ledger.rows.length + 1, epoch, ok });
  }

  async seal(handle: EngineHandle): Promise<RowCounts | undefined> {
    await this.sealing;
    if (this.sealError !== undefined) throw this.sealError;
    this.sealedBy.push(handle);
    const known = this.#ledgers.get(handle.job);
    if (known === undefined) return undefined;
    known.sealed = Math.max(known.sealed, handle.epoch);
    return this.counts(handle.job);
  }

  async report({ job }: EngineHandle, { succeeded, failed }: RowReportTargets): Promise<RowReportOutcome> {
    this.reports += 1;
    await this.reporting;
    if (this.reportError !== undefined) throw this.reportError;
    const bytes = (ok: boolean): string =>
      this.of(job)
        .rows.filter((row) => row.ok === ok)
        .map(({ row }) => `${row}\n`)
        .join('');
    await writeFile(succeeded.path, bytes(true));
    await writeFile(failed.path, bytes(false));
    const written = (ok: boolean) => ({ bytes: bytes(ok).length, sha256: ok ? 'aa' : 'bb' });
    return { counts: this.counts(job), columns: COLUMNS, succeeded: written(true), failed: written(false) };
  }

  forget(jobs: readonly string[]): void {
    if (this.forgetError !== undefined) throw this.forgetError;
    this.forgotten.push(...jobs);
    for (const job of jobs) this.#ledgers.delete(job);
  }

  /** A load of the test's, which ends through `end`: it answers whether it had not ended before. */
  begin(
    handle: EngineHandle,
    work: RowLoadWork,
    onProgress: (progress: Progress) => void,
    register: (load: Load) => () => boolean,
  ): Promise<RowLoadOutcome> {
    return new Promise((resolve, reject) => {
      let end = (): boolean => false;
      const chunk = (succeeded: number, failed = 0): void => {
        for (let n = 0; n < succeeded + failed; n++) this.write(handle, n < succeeded);
        const { succeeded: rows, failed: rejected } = this.counts(handle.job);
        const fraction = (rows + rejected) / this.size;
        onProgress({ fraction, rows, failed: rejected, of: this.size, bytes: 0 });
      };
      const load: Load = {
        handle,
        work,
        chunk,
        finish: () => {
          if (!end()) return;
          try {
            chunk(this.size - this.of(handle.job).rows.length);
            resolve({ counts: this.counts(handle.job), columns: COLUMNS });
          } catch (error) {
            reject(error);
          }
        },
        fail: (error) => {
          if (end()) reject(error);
        },
      };
      this.of(handle.job);
      end = register(load);
    });
  }
}
