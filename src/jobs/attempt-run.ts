import type { CompiledQuery } from '../ports/compiler.ts';
import type { EngineSession } from '../ports/engine.ts';
import { StoreError, type UnitChange } from '../ports/store.ts';
import { inSpan } from '../tracing/spans.ts';
import type { LocalAttempt } from './attempt.ts';
import { Over } from './attempt-changes.ts';
import { type AfterError, afterError } from './attempt-error.ts';
import { AttemptSteps } from './attempt-steps.ts';
import type { Core } from './core.ts';
import type { Job, Unit } from './job.ts';
import { idsOf } from './job-ids.ts';
import { attemptSpan } from './job-spans.ts';
import { lastOfSession } from './last-of-session.ts';
import { runLoad } from './load-run.ts';
import { type LoadUnit, loadUnit } from './load-unit.ts';
import { openSession } from './open-session.ts';
import { recordedFiles } from './result-keys.ts';
import { sealedRows } from './sealed-rows.ts';
import { resumeAt, type SessionWindows, sessionWindows } from './session-windows.ts';
import type { Stops } from './stops.ts';
import { COUNT_AGAIN_MS } from './timing.ts';
import { beginNext, runUnit } from './unit-run.ts';

/** Runs one attempt of a claimed job, from its text to its files (DESIGN §2). Used once. */
export class AttemptRun {
  readonly #core: Core;
  readonly #job: Job;
  readonly #steps: AttemptSteps;
  #session: EngineSession | undefined;

  constructor(core: Core, stops: Stops, attempt: LocalAttempt) {
    this.#core = core;
    this.#job = attempt.job;
    this.#steps = new AttemptSteps(core, stops, attempt);
  }

  /** @throws StoreError when its last word did not reach the store. */
  async run(): Promise<void> {
    try {
      await attemptSpan(this.#job, () => this.#work());
      await this.#closeSession();
    } catch (error) {
      await this.#closeSession();
      await this.#end(error);
    }
  }

  async #closeSession(): Promise<void> {
    this.#steps.enter('put-away');
    await this.#session?.close().catch((error: unknown) => {
      this.#core.logger.warn({ ...idsOf(this.#job), err: error }, 'an engine session did not close');
    });
  }

  async #work(): Promise<void> {
    await this.#steps.pass('before-start');
    this.#steps.goOn();
    // Before the snapshot: what changes from now on is in it, or is of a later time.
    const startedAt = this.#core.clock.business.now();
    const load = loadUnit(this.#job);
    await (load === undefined ? this.#runQueries(startedAt) : this.#runLoad(load, startedAt));
    await this.#steps.passDecided();
  }

  async #runQueries(startedAt: number): Promise<void> {
    const planned = sessionWindows(this.#job, this.#previous(), startedAt);
    const compiled = await this.#compile(startedAt, planned.windows);
    this.#steps.unit = 1;
    const session = await this.#open(startedAt);
    const units = await this.#start(session, taken(planned, compiled));
    await this.#inTime(async () => {
      for (const [index, unit] of units.entries()) {
        // The first has begun with the job.
        if (index > 0) await beginNext(this.#steps, unit);
        const last = index === units.length - 1;
        await runUnit(this.#steps, session, { unit, query: queryOf(unit, compiled), last });
      }
    });
  }

  async #runLoad(unit: LoadUnit, startedAt: number): Promise<void> {
    const session = await this.#open(startedAt);
    await this.#steps.changes.write('start', { units: [{ unit: unit.unit, state: 'running' }] });
    // What earlier attempts left, and files that came and were never the job's.
    await this.#core.results.sweep(this.#job.id, this.#job.epoch, recordedFiles(this.#job));
    this.#steps.goOn();
    await this.#inTime(() => runLoad(this.#steps, session, unit));
  }

  /** The session is closed at the attempt's end. */
  async #open(startedAt: number): Promise<EngineSession> {
    const session = await inSpan('open engine session', {}, () =>
      openSession(this.#core, this.#steps.attempt, startedAt, (wait) => this.#steps.enter(`engine-${wait}`)),
    );
    this.#session = session;
    this.#steps.enter('record-start');
    return session;
  }

  async #inTime(run: () => Promise<void>): Promise<void> {
    const limit = this.#steps.limit(this.#job.limits.attemptMs);
    try {
      await run();
    } finally {
      limit?.cancel();
    }
  }

  #previous(): Job | undefined {
    const { tenant, family, session } = this.#job;
    return session && lastOfSession(this.#core, { tenant, family, key: session.key }, 'advancing');
  }

  /** All texts first: a job with a wrong one never starts. */
  async #compile(now: number, windows: SessionWindows['windows']): Promise<readonly CompiledQuery[]> {
    const { compiler } = this.#core;
    const { scope, zone, units } = this.#job;
    const compiled: CompiledQuery[] = [];
    for (const { unit, query } of units) {
      if (query === undefined) continue;
      this.#steps.unit = unit;
      this.#steps.enter('compile');
      const window = windows.get(unit);
      const attributes = { 'sluice.job.unit': unit, 'sluice.language': query.language };
      compiled.push(
        await inSpan('compile', { attributes }, () =>
          compiler.compile(
            { query, scope, now, zone, ...(window !== undefined && { window }) },
            this.#steps.signal,
          ),
        ),
      );
      this.#steps.goOn();
    }
    return compiled;
  }

  /** The durable start, just before the engine gets its first statement. Answers the units still to run. */
  async #start(session: EngineSession, { windows, until }: SessionWindows): Promise<readonly Unit[]> {
    const keeps = session.snapshot !== undefined && session.snapshot === this.#job.snapshot;
    const units = this.#job.units.filter((unit) => !keeps || unit.state !== 'completed');
    const kept = units.length < this.#job.units.length ? this.#job.resumeAt : undefined;
    await this.#steps.changes.write('start', {
      detail: session.snapshot === undefined ? 'on data without a snapshot' : undefined,
      snapshot: session.snapshot ?? null,
      units: units.map(({ unit }, index) => {
        const window = windows.get(unit);
        return { unit, state: index === 0 ? 'running' : 'waiting', ...(window !== undefined && { window }) };
      }),
      ...(until !== undefined && {
        resumeAt: resumeAt(until, { pendingSince: session.pendingSince, kept }),
      }),
    });
    if (!keeps && this.#job.units.some((unit) => unit.files.length > 0)) {
      await this.#core.results.sweep(this.#job.id, this.#job.epoch);
    }
    this.#steps.goOn();
    // With the windows of this attempt: the job as it was claimed has those of the one before.
    return units.map((unit) => ({ ...unit, window: windows.get(unit.unit) }));
  }

  /** What the job becomes after an attempt that did not complete it. */
  async #end(error: unknown): Promise<void> {
    // A stop's ladder says what becomes of it.
    if (this.#steps.stopped) return;
    const { changes, attempt } = this.#steps;
    const left = loadedSoFar(attempt);
    if (this.#steps.signal.aborted) return changes.writeEnd({ event: 'lose' }, left);
    if (error instanceof Over) return;
    // Nothing can be said about the job while its store cannot be written: it is picked up as unattended.
    if (error instanceof StoreError) throw error;
    const after = afterError(this.#job, this.#steps.unit, error);
    if (after.event === 'fail' && after.error.kind === 'internal') {
      this.#core.logger.error({ ...idsOf(this.#job), err: error }, 'a job failed for a reason of ours');
    }
    await changes.writeEnd(await this.#counted(after), left);
  }

  /** A load that fails says what it wrote; where that cannot be found out now, the next attempt has to. */
  async #counted(after: AfterError): Promise<AfterError> {
    const job = this.#core.store.get(this.#job.id);
    // Stopped, or claimed anew, meanwhile: the end is not this attempt's to tell.
    if (after.event !== 'fail' || job?.epoch !== this.#job.epoch) return after;
    try {
      const loaded = await sealedRows(this.#core, job);
      return loaded === undefined ? after : { ...after, loaded };
    } catch (error) {
      this.#core.logger.error(
        { ...idsOf(this.#job), err: error },
        'what a failed job has written could not be counted; it is queued again',
      );
      return { event: 'lose', pauseMs: COUNT_AGAIN_MS };
    }
  }
}

/** What the engine has told of a load: shown while the job waits for its next attempt. */
function loadedSoFar({ job, progress }: LocalAttempt): readonly UnitChange[] | undefined {
  const unit = loadUnit(job);
  const { rows: succeeded, failed, of: rows } = progress;
  if (unit === undefined || failed === undefined || succeeded + failed === 0) return undefined;
  return [{ unit: unit.unit, state: 'waiting', loaded: { rows, succeeded, failed } }];
}

/** The windows as they could be used. */
function taken({ windows, until }: SessionWindows, compiled: readonly CompiledQuery[]): SessionWindows {
  const used = [...windows].filter(([unit]) => compiled[unit - 1]?.whole !== true);
  return { windows: new Map(used), until };
}

function queryOf({ unit }: Unit, compiled: readonly CompiledQuery[]): CompiledQuery {
  const query = compiled[unit - 1];
  if (query === undefined) throw new TypeError(`unit ${unit} was not compiled`);
  return query;
}
