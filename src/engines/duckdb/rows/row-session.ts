import {
  EngineError,
  type RowLoadOutcome,
  type RowReportOutcome,
  type RowReportTargets,
} from '../../../ports/engine.ts';
import { fileFault } from './file-fault.ts';
import { faultsOf, readLoad } from './ledger.ts';
import { loadRows, markFailed, STAGING_SHARE } from './load-rows.ts';
import { planRows, type RowPlan } from './plan.ts';
import { reportNothing, reportRows } from './report-rows.ts';
import type { OnProgress, RowPlace, RowWork } from './row-place.ts';
import { type Stage, stageFile } from './stage.ts';

/** Between two reports of progress while the file is read, ms. */
const PROGRESS_EVERY_MS = 200;

interface Staged {
  readonly stage: Stage;
  readonly plan: RowPlan;
}

/** What a session does with the rows of one file: reads it once, loads it, reports. */
export class RowSession {
  readonly #place: RowPlace;
  #staged: Staged | undefined;

  constructor(place: RowPlace) {
    this.#place = place;
  }

  /** As `EngineSession.loadRows`. */
  async load(work: RowWork, onProgress: OnProgress): Promise<RowLoadOutcome> {
    const { stage, plan } = await this.#stage(work, onProgress);
    return await loadRows(work, plan, stage, this.#place, onProgress);
  }

  /** As `EngineSession.reportRows`. */
  async report(work: RowWork, targets: RowReportTargets): Promise<RowReportOutcome> {
    const { connection } = this.#place;
    const line = await readLoad(connection, work.handle.job);
    const begun = line?.stamp === undefined ? undefined : line;
    const hadStaged = this.#staged !== undefined;
    try {
      const { stage, plan } = await this.#stage(work, () => {});
      if (!hadStaged && begun !== undefined && begun.counts.failed > 0)
        await markFailed(this.#place, stage, faultsOf(work.handle.job));
      return await reportRows(work, plan, stage, begun, this.#place, targets);
    } catch (error) {
      const unreadable = error instanceof EngineError && error.kind === 'user' && begun === undefined;
      if (!unreadable) throw error;
      return await reportNothing(work, this.#place, targets);
    }
  }

  async #stage({ load, source, objects }: RowWork, onProgress: OnProgress): Promise<Staged> {
    if (this.#staged !== undefined) return this.#staged;
    const object = objects.find(({ name }) => name === load.object);
    if (object === undefined) throw fileFault(`There is no object ${JSON.stringify(load.object)}.`);
    const { connection, files } = this.#place;
    const timer = files.clock.every(PROGRESS_EVERY_MS, () => {
      const { percentage } = connection.progress;
      const fraction = Math.min(Math.max(percentage, 0) / 100, 1) * STAGING_SHARE;
      onProgress({ fraction, rows: 0, failed: 0, bytes: 0 });
    });
    try {
      const stage = await stageFile(load.file, source, this.#place);
      // Of an empty file: there are no columns that could be missing.
      const plan =
        stage.rows === 0 && stage.headers.length === 0
          ? { object, columns: [], fills: [], idColumn: undefined }
          : planRows(load, object, stage.headers);
      this.#staged = { stage, plan };
      return this.#staged;
    } finally {
      timer.cancel();
    }
  }
}
