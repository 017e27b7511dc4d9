import type { RowCounts } from '../ports/row-load.ts';
import type { ChangeResult } from '../ports/store.ts';
import { announcement } from './announcement.ts';
import { abort, handleOf, type LocalAttempt } from './attempt.ts';
import { timeLimitError } from './attempt-error.ts';
import type { Core } from './core.ts';
import type { Job, JobState, Receipt, StopCause } from './job.ts';
import { idsOf } from './job-ids.ts';
import { stopSpan } from './job-spans.ts';
import { NoSuchJob, type StopRequest, type StopResult } from './jobs.ts';
import type { Ladder } from './ladder.ts';
import { loadUnit } from './load-unit.ts';
import { ReceiptWriter } from './receipt.ts';
import { recordedFiles, recordedNames } from './result-keys.ts';
import { sealedRows } from './sealed-rows.ts';
import { entry } from './timeline.ts';
import { LEASE_MS, SHUTDOWN_GRACE_MS, WIND_DOWN_MS } from './timing.ts';
import { type MoveRecord, movesOf } from './transition.ts';
import { within } from './within.ts';

type Interruption = Exclude<StopCause, 'user'>;

/**
 * The stop ladder (DESIGN §3): durable mark → engine, which interrupts and then kills → runner wound down → files
 * swept → settled. Every cause climbs the same one; the cause decides where the job ends.
 */
export class Stops {
  readonly #core: Core;
  /** By job: resolves when the ladder has settled the job or has given its answer. Never rejects. */
  readonly #climbing = new Map<string, Promise<void>>();
  /** Where the ladder of a job is. */
  readonly #ladders = new Map<string, Ladder>();
  /** Jobs whose engine has not confirmed: their slot stays taken. */
  readonly #unconfirmed = new Set<string>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Of these, those that hold no attempt any more: their slots are taken all the same. */
  get unconfirmed(): number {
    return [...this.#unconfirmed].filter((job) => this.#core.attempts.of(job) === undefined).length;
  }

  /** Whether a ladder is on its way for this job. */
  attends(job: string): boolean {
    return this.#climbing.has(job);
  }

  /** Where the ladder of this job is; `undefined` when none of this node is on its way, or waits for the engine's word. */
  ladder(job: string): Ladder | undefined {
    return this.#ladders.get(job) ?? (this.#unconfirmed.has(job) ? { rung: 'unconfirmed' } : undefined);
  }

  /** Resolves when no ladder is on its way. */
  async idle(): Promise<void> {
    while (this.#climbing.size > 0) await Promise.all(this.#climbing.values());
  }

  /** @throws NoSuchJob, StoreError */
  stop(id: string, by: StopRequest): Promise<StopResult> {
    return stopSpan(this.#core.store.get(id), 'user', async (rungs) => {
      const result = await this.#stop(id, by);
      if (result.won) rungs(result.receipt);
      return result;
    });
  }

  async #stop(id: string, by: StopRequest): Promise<StopResult> {
    const { clock, store } = this.#core;
    const writer = ReceiptWriter.begin(clock, id, by).step('recorded');
    const result = await this.#mark(id, by, writer);
    if (!result.changed) return this.#lost(id);
    const { state, epoch } = result.from;
    // A claimer that has not started yet cannot start any more; it puts away what it has by itself.
    if (state === 'queued') this.#abort(this.#core.attempts.of(id, epoch));
    if (result.to.state === 'stopped') {
      // An earlier attempt may have finished some of its units.
      const job = this.#job(id);
      writer.step('dequeued').kept(recordedNames(job));
      if (loadUnit(job) !== undefined) writer.wrote(0);
      const receipt = writer.receipt(state);
      await store.saveReceipt(id, receipt);
      this.#core.events.receipt(id, receipt);
      return { won: true, job: this.#job(id), receipt };
    }
    writer.receipt(state);
    const receipt = await this.#attend(id, () => this.#climb(this.#job(id), 'user', writer));
    return { won: true, job: this.#job(id), receipt };
  }

  #mark(id: string, by: StopRequest, writer: ReceiptWriter): Promise<ChangeResult> {
    const { clock, store, nodeId } = this.#core;
    const timeline = [entry(clock, 'stop requested', `by ${by.requestedBy} via ${by.via}`)];
    const record = (from: JobState): MoveRecord => ({ timeline, receipt: writer.receipt(from) });
    // A load that waits for its next attempt has written rows: it ends like one that runs, when they are counted.
    const load = loads(store.get(id));
    const waiting = load ? movesOf('halt', record) : [];
    // Nothing is left to be counted then: said at once, since this process may end before it says more.
    const unbegun = (from: JobState): MoveRecord => ({
      timeline,
      receipt: { ...writer.receipt(from), rowsWritten: 0 },
    });
    const isUnbegun = (from: JobState): boolean => load && (from === 'open' || from === 'queued');
    const moves = [
      ...waiting,
      ...movesOf('stop', (from) => (isUnbegun(from) ? unbegun(from) : record(from))),
    ];
    const { from, started } = by;
    return store.change({
      job: id,
      at: clock.business.now(),
      moves: from === undefined ? moves : moves.filter((move) => from.includes(move.from.state)),
      ...(started !== undefined && { guard: { started } }),
      lease: { owner: nodeId, until: clock.machine.now() + LEASE_MS },
    });
  }

  /** A stop that came second must not answer before the first is certain. */
  async #lost(id: string): Promise<StopResult> {
    await this.#climbing.get(id);
    return { won: false, job: this.#job(id) };
  }

  /**
   * Stops a running attempt of this node for a reason of its own. Does nothing when the job is no longer running in
   * that attempt.
   */
  async interrupt(attempt: LocalAttempt, cause: Interruption): Promise<void> {
    const { clock, store, nodeId } = this.#core;
    const { id, epoch } = attempt.job;
    const timeline = [entry(clock, 'stopping', cause)];
    const result = await store.change({
      job: id,
      at: clock.business.now(),
      moves: movesOf(`interrupt/${cause}`, () => ({ timeline })),
      guard: { epoch, owner: nodeId },
    });
    if (!result.changed) return;
    await stopSpan(attempt.job, cause, async (rungs) => {
      rungs(await this.#attend(id, () => this.#climb(this.#job(id), cause)));
    });
  }

  /** Goes on with a stop that nobody climbs any more: its node died, or its engine had not confirmed. */
  async resume(job: Job): Promise<void> {
    const receipt = this.#core.store.receipt(job.id);
    const writer = receipt === undefined ? undefined : ReceiptWriter.resume(this.#core.clock, receipt);
    const cause = job.stopCause ?? 'user';
    await stopSpan(job, cause, async (rungs) => {
      rungs(await this.#attend(job.id, () => this.#climb(job, cause, writer)));
    });
  }

  /** One ladder after the other where two causes meet; told to whoever waits. */
  async #attend<T>(id: string, climb: () => Promise<T>): Promise<T> {
    const climbing = climb();
    const before = this.#climbing.get(id);
    const settled = Promise.allSettled([climbing, before]).then(() => undefined);
    this.#climbing.set(id, settled);
    try {
      return await climbing;
    } finally {
      if (this.#climbing.get(id) === settled) {
        this.#climbing.delete(id);
        this.#ladders.delete(id);
      }
    }
  }

  async #climb(job: Job, cause: StopCause, written?: ReceiptWriter): Promise<Receipt> {
    const { clock, engine, results, graceMs, attempts, events } = this.#core;
    const writer =
      written ?? ReceiptWriter.begin(clock, job.id, { requestedBy: 'sluice', via: cause }).step('recorded');
    const attempt = attempts.of(job.id, job.epoch);
    this.#abort(attempt);
    const calledAt = writer.elapsedMs;
    const grace = cause === 'shutdown' ? Math.min(graceMs, SHUTDOWN_GRACE_MS) : graceMs;
    this.#ladders.set(job.id, { rung: 'engine', killAt: clock.machine.now() + grace });
    const stopped = await engine.stop(handleOf(job), { graceMs: grace });
    writer.engine(stopped, calledAt);
    if (stopped.outcome === 'unconfirmed') return this.#leaveUnconfirmed(job, cause, writer);
    this.#unconfirmed.delete(job.id);
    this.#ladders.set(job.id, { rung: 'put-away' });
    if (attempt !== undefined) await this.#windDown(attempt);
    const counts = await this.#count(job, cause);
    if (counts === 'unknown') return this.#leaveUncounted(job, cause, writer);
    const kept = recordedFiles(job);
    const removed = await results.sweep(job.id, job.epoch + 1, kept);
    writer.kept(recordedNames(job)).swept(removed);
    if (counts !== undefined) writer.wrote(counts.succeeded);
    const receipt = writer.receipt();
    this.#ladders.set(job.id, { rung: 'settle' });
    await this.#settle(job, cause, receipt, counts);
    if (endsJob(cause)) events.receipt(job.id, receipt);
    return receipt;
  }

  /** The answer leaves; whoever looks for unattended jobs climbs again. */
  async #leaveUnconfirmed(job: Job, cause: StopCause, writer: ReceiptWriter): Promise<Receipt> {
    this.#unconfirmed.add(job.id);
    const receipt = writer.receipt();
    if (cause === 'user') {
      await this.#core.store.saveReceipt(job.id, receipt);
      this.#core.events.receipt(job.id, receipt);
    }
    return receipt;
  }

  /** What a load that ends here has written; `undefined` for any other job, and for a load that goes on later. */
  async #count(job: Job, cause: StopCause): Promise<RowCounts | 'unknown' | undefined> {
    if (!endsJob(cause) || !loads(job)) return undefined;
    this.#ladders.set(job.id, { rung: 'count' });
    try {
      return await sealedRows(this.#core, job);
    } catch (error) {
      this.#core.logger.error(
        { ...idsOf(job), err: error },
        'what a stopped job has written could not be counted; tried again',
      );
      return 'unknown';
    }
  }

  /** It stays `stopping`, since nobody may be told that it stopped without what it wrote; climbed again like the above. */
  async #leaveUncounted(job: Job, cause: StopCause, writer: ReceiptWriter): Promise<Receipt> {
    const { store, events } = this.#core;
    const receipt = writer.uncounted('what it has written could not be counted yet').receipt();
    // Once: each further try would say the same.
    if (cause === 'user' && store.receipt(job.id)?.endedBy !== 'unconfirmed') {
      await store.saveReceipt(job.id, receipt);
      events.receipt(job.id, receipt);
    }
    return receipt;
  }

  async #settle(job: Job, cause: StopCause, receipt: Receipt, loaded?: RowCounts): Promise<void> {
    const { clock, store } = this.#core;
    const proof = endsJob(cause) ? { receipt } : {};
    const at = clock.business.now();
    await store.change({
      job: job.id,
      at,
      moves: movesOf('settle', () => ({
        timeline: [entry(clock, ...settledEntry(cause, receipt))],
        ...proof,
      })).filter((move) => move.from.stopCause === cause),
      guard: { epoch: job.epoch },
      ...(loaded !== undefined && {
        units: [{ unit: 1, state: cause === 'user' ? 'interrupted' : 'failed', loaded }],
      }),
      ...(cause === 'limit' && {
        error: timeLimitError(job, at),
        ...announcement(job, 'failed', at),
      }),
    });
  }

  #abort(attempt: LocalAttempt | undefined): void {
    if (attempt !== undefined) abort(attempt, 'stop');
  }

  /** Resolves when the runner holds nothing any more, or when it has had time enough: it cannot write what counts. */
  async #windDown(attempt: LocalAttempt): Promise<void> {
    const { clock, logger } = this.#core;
    if (await within(clock, WIND_DOWN_MS, attempt.done)) return;
    logger.warn(idsOf(attempt.job), 'a stopped attempt is slow to put its files away');
  }

  #job(id: string): Job {
    const job = this.#core.store.get(id);
    if (job === undefined) throw new NoSuchJob(`There is no job ${id}`);
    return job;
  }
}

function loads(job: Job | undefined): boolean {
  return job !== undefined && loadUnit(job) !== undefined;
}

/** Whether a job that is stopped for this cause is over; otherwise it is queued again. */
function endsJob(cause: StopCause): boolean {
  return cause === 'user' || cause === 'limit';
}

function settledEntry(cause: StopCause, receipt: Receipt): [event: string, detail: string] {
  const rung = `${receipt.endedBy} after ${receipt.totalMs} ms`;
  if (cause === 'user') return ['stopped', rung];
  return cause === 'limit' ? ['failed', `time limit; ${rung}`] : ['queued again', `${cause}; ${rung}`];
}
