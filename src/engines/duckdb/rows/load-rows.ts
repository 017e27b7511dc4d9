import { EngineError, type RowLoadOutcome } from '../../../ports/engine.ts';
import { nextStamp } from '../data/stamp.ts';
import { changeData, inTransaction } from '../host/data-version.ts';
import { checkChunk, writeFaults } from './check-chunk.ts';
import { chunkStatement } from './chunk.ts';
import { importedId } from './imported-id.ts';
import { faultsOf, isConflict, type LoadLine, readLoad, writeBegin, writeChunk } from './ledger.ts';
import type { RowPlan } from './plan.ts';
import type { OnProgress, RowPlace, RowWork } from './row-place.ts';
import { STAGE, type Stage } from './stage.ts';
import { writeRows } from './write-chunk.ts';

/**
 * Rows of a chunk: two of the groups in which the engine stores rows, so that it packs them on two processors and writes
 * them once, into its file and not first into its log. (Measured on 1,000,000 rows of 20 columns: half the time of
 * chunks of 60,000.) An abort loses the work of one chunk, about a second; what it waits for is much shorter.
 */
export const CHUNK_ROWS = 2 * 122_880;

/** Of the work, what reading the file is. */
export const STAGING_SHARE = 0.25;

/**
 * Writes what the ledger does not have yet of a staged file, chunk by chunk.
 * @throws EngineError `stopped` when the load was sealed, or a later attempt has begun
 */
export async function loadRows(
  work: RowWork,
  plan: RowPlan,
  stage: Stage,
  place: RowPlace,
  onProgress: OnProgress,
): Promise<RowLoadOutcome> {
  let line = await begin(work, stage, place);
  // Those of the chunks that an earlier attempt wrote: the report of this one tells of them too.
  if (line.counts.failed > 0) await markFailed(place, stage, faultsOf(work.handle.job));
  const fraction = (): number => STAGING_SHARE + (1 - STAGING_SHARE) * (line.nextRow / stage.rows);
  while (line.nextRow < stage.rows) {
    await work.beforeChunk?.(Math.floor(line.nextRow / place.chunkRows) + 1, fraction());
    line = await loadChunk(work, plan, stage, place, line);
    const { succeeded, failed } = line.counts;
    onProgress({ fraction: fraction(), rows: succeeded, failed, of: stage.records, bytes: 0 });
  }
  return { counts: line.counts, columns: plan.columns };
}

type BegunLine = LoadLine & { readonly stamp: number };

/** Puts the attempt into the ledger, or takes over what an earlier one has there. */
async function begin(work: RowWork, stage: Stage, place: RowPlace): Promise<BegunLine> {
  try {
    return await place.turn(() => inTransaction(place.connection, () => beginNow(work, stage, place)));
  } catch (error) {
    // Nobody but who seals writes this line outside a turn.
    throw isConflict(error) ? sealed() : error;
  }
}

async function beginNow(
  { handle, now }: RowWork,
  { records }: Stage,
  { connection }: RowPlace,
): Promise<BegunLine> {
  const { job, epoch } = handle;
  const line = await readLoad(connection, job);
  if (line !== undefined && line.epoch > epoch) throw sealed();
  if (line?.stamp !== undefined) {
    await writeBegin(connection, job, epoch, undefined);
    return { ...line, stamp: line.stamp };
  }
  const stamp = await nextStamp(connection, now);
  await writeBegin(connection, job, epoch, { stamp, records });
  return { epoch, stamp, counts: { rows: records, succeeded: 0, failed: 0 }, nextRow: 0 };
}

async function loadChunk(
  { handle, load, now, objects, refused = [] }: RowWork,
  plan: RowPlan,
  stage: Stage,
  place: RowPlace,
  line: BegunLine,
): Promise<BegunLine> {
  const { connection } = place;
  const { job, epoch } = handle;
  const rows = { first: line.nextRow, last: Math.min(line.nextRow + place.chunkRows, stage.rows) - 1 };
  // Before its turn: what the rows themselves say needs nobody to wait.
  await connection.run(chunkStatement(load, plan, stage, rows));
  const chunk = { job, epoch, firstRow: rows.first, lastRow: rows.last };
  const { rows: records, faulty: failed } = await place.turn((turn) =>
    changeData(connection, async () => {
      const stamp = await nextStamp(connection, turn.begin(now));
      const known = await readLoad(connection, job);
      if (known?.epoch !== epoch || known.nextRow !== rows.first) throw sealed();
      const checked = await checkChunk(connection, load, plan, { objects, refused, stage });
      const { faulty } = checked;
      if (faulty > 0) await writeFaults(connection, job);
      const id = importedId(job, line.stamp, '"row"');
      await writeRows(connection, load, plan, { stamp, importedId: id, faults: faulty > 0 });
      const written = await writeChunk(connection, {
        ...chunk,
        succeeded: checked.rows - faulty,
        failed: faulty,
      });
      if (!written) throw sealed();
      return checked;
    }),
  );
  if (failed > 0) await markFailed(place, stage, 'row_faults');
  const { counts } = line;
  return {
    ...line,
    nextRow: rows.last + 1,
    counts: {
      ...counts,
      succeeded: counts.succeeded + records - failed,
      failed: counts.failed + failed,
    },
  };
}

/** Notes in the stage which rows failed, of a record all: `faults` is a relation that has the rows that opened them. */
export async function markFailed(
  { connection }: RowPlace,
  { recordOf }: Stage,
  faults: string,
): Promise<void> {
  await connection.run(
    `UPDATE ${STAGE} SET failed = true WHERE ${recordOf} IN (SELECT "row" FROM ${faults})`,
  );
}

function sealed(): EngineError {
  return new EngineError('stopped', 'The load was stopped, or another attempt has taken over');
}
