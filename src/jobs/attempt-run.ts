import type { Attributes } from '@opentelemetry/api';
import type { Timer } from '../ports/clock.ts';
import type { CompiledQuery } from '../ports/compiler.ts';
import {
  EngineError,
  type EngineSession,
  type Progress,
  type RunLimits,
  type RunOutcome,
} from '../ports/engine.ts';
import type { GateContext, GatePoint } from '../ports/gates.ts';
import { type ResultKey, type ResultTarget, targetOfPart } from '../ports/results.ts';
import { StoreError } from '../ports/store.ts';
import { inSpan } from '../tracing/spans.ts';
import { type LocalAttempt, type Phase, stoppedByLadder } from './attempt.ts';
import { AttemptChanges, Over } from './attempt-changes.ts';
import { afterError } from './attempt-error.ts';
import type { Core } from './core.ts';
import type { Job, Unit } from './job.ts';
import { idsOf } from './job-ids.ts';
import { attemptSpan } from './job-spans.ts';
import { lastOfSession } from './last-of-session.ts';
import { openSession } from './open-session.ts';
import { fileName, outputOf } from './result-keys.ts';
import { RunningGate } from './running-gate.ts';
import { resumeAt, type SessionWindows, sessionWindows } from './session-windows.ts';
import type { Stops } from './stops.ts';
import { limitTime } from './time-limit.ts';

/** Runs one attempt of a claimed job, from its text to its files (DESIGN §2). Used once. */
export class AttemptRun {
  readonly #core: Core;
  readonly #stops: Stops;
  readonly #attempt: LocalAttempt;
  readonly #job: Job;
  readonly #signal: AbortSignal;
  readonly #changes: AttemptChanges;
  #unit = 1;
  #session: EngineSession | undefined;

  constructor(core: Core, stops: Stops, attempt: LocalAttempt) {
    this.#core = core;
    this.#stops = stops;
    this.#attempt = attempt;
    this.#job = attempt.job;
    this.#signal = attempt.controller.signal;
    this.#changes = new AttemptChanges(core, attempt.job);
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

  #enter(name: Phase['name'], gate?: GatePoint): void {
    const { business, machine } = this.#core.clock;
    this.#attempt.phase = {
      name,
      unit: this.#unit,
      ...(gate === undefined ? {} : { gate }),
      since: business.now(),
      begun: machine.monotonic(),
    };
  }

  async #pass(gate: GatePoint): Promise<void> {
    this.#enter('gate', gate);
    await this.#core.gates.pass(gate, this.#context(), this.#signal);
  }

  async #closeSession(): Promise<void> {
    this.#enter('put-away');
    await this.#session?.close().catch((error: unknown) => {
      this.#core.logger.warn({ ...idsOf(this.#job), err: error }, 'an engine session did not close');
    });
  }

  async #work(): Promise<void> {
    await this.#pass('before-start');
    this.#goOn();
    // Before the snapshot: what changes from now on is in it, or is of a later time.
    const startedAt = this.#core.clock.business.now();
    const planned = sessionWindows(this.#job, this.#previous(), startedAt);
    const compiled = await this.#compile(startedAt, planned.windows);
    this.#unit = 1;
    const session = await inSpan('open engine session', {}, () =>
      openSession(this.#core, this.#attempt, startedAt, (wait) => this.#enter(`engine-${wait}`)),
    );
    this.#session = session;
    this.#enter('record-start');
    const units = await this.#start(session, taken(planned, compiled));
    const limit = this.#limit(this.#job.limits.attemptMs);
    try {
      for (const [index, unit] of units.entries()) {
        await this.#runUnit(session, unit, compiled[unit.unit - 1], units[index + 1]);
      }
    } finally {
      limit?.cancel();
    }
    // Decided: what fails from here on can no longer fail the job.
    await this.#pass('after-publish').catch((error: unknown) => {
      this.#core.logger.warn(
        { ...idsOf(this.#job), err: error },
        'a gate failed after the job had completed',
      );
    });
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
      this.#unit = unit;
      this.#enter('compile');
      const window = windows.get(unit);
      const attributes = { 'sluice.job.unit': unit, 'sluice.language': query.language };
      compiled.push(
        await inSpan('compile', { attributes }, () =>
          compiler.compile(
            { query, scope, now, zone, ...(window !== undefined && { window }) },
            this.#signal,
          ),
        ),
      );
      this.#goOn();
    }
    return compiled;
  }

  /** The durable start, just before the engine gets its first statement. Answers the units still to run. */
  async #start(session: EngineSession, { windows, until }: SessionWindows): Promise<readonly Unit[]> {
    const keeps = session.snapshot !== undefined && session.snapshot === this.#job.snapshot;
    const units = this.#job.units.filter((unit) => !keeps || unit.state !== 'completed');
    const kept = units.length < this.#job.units.length ? this.#job.resumeAt : undefined;
    await this.#changes.write('start', {
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
    this.#goOn();
    // With the windows of this attempt: the job as it was claimed has those of the one before.
    return units.map((unit) => ({ ...unit, window: windows.get(unit.unit) }));
  }

  async #runUnit(
    session: EngineSession,
    unit: Unit,
    compiled: CompiledQuery | undefined,
    next: Unit | undefined,
  ): Promise<void> {
    if (compiled === undefined) throw new TypeError(`unit ${unit.unit} was not compiled`);
    const { results } = this.#core;
    this.#unit = unit.unit;
    this.#enter('statement');
    const key = { job: this.#job.id, epoch: this.#job.epoch, unit: unit.unit, part: 1 };
    const target = await results.begin(key, fileName(unit.output, key));
    let parts = 1;
    try {
      this.#goOn();
      const outcome = await this.#execute(session, unit, compiled, target);
      parts = outcome.written.length;
      await this.#pass('before-publish');
      this.#goOn();
      this.#enter('publish');
      await inSpan('publish', { attributes: published(outcome) }, async () => {
        for (let part = 1; part <= parts; part++) {
          this.#goOn();
          await results.publish(targetOfPart(target, part));
        }
        await this.#finish(unit, next, outcome);
      });
    } catch (error) {
      // What a stop leaves is swept, and counted, by its ladder.
      if (this.#stopped) throw error;
      // A write may fail after it was done; then the file is the job's.
      if (this.#recorded(key)) return;
      await this.#putAway(target, parts);
      throw error;
    }
  }

  #recorded(key: ResultKey): boolean {
    const files = this.#core.store.get(key.job)?.units[key.unit - 1]?.files;
    return files?.[0]?.epoch === key.epoch;
  }

  async #putAway(target: ResultTarget, parts: number): Promise<void> {
    const { results, logger } = this.#core;
    try {
      await results.discard(target);
      for (let part = 1; part <= parts; part++) await results.remove(targetOfPart(target, part).key);
    } catch (error) {
      // The sweep of the job's next attempt, or of its end of life, will find it.
      logger.warn({ ...idsOf(this.#job), err: error }, 'a file that nobody can see could not be removed');
    }
  }

  async #execute(
    session: EngineSession,
    unit: Unit,
    compiled: CompiledQuery,
    target: ResultTarget,
  ): Promise<RunOutcome> {
    const { engine, gates, graceMs } = this.#core;
    const gate = new RunningGate(gates, this.#context(), this.#signal);
    const running = session.run(
      compiled,
      outputOf(unit, target, compiled),
      runLimits(this.#job),
      (progress) => {
        this.#progress(progress);
        gate.at(progress.fraction);
      },
    );
    // A gate that fails the attempt while the engine works: the engine must not go on for nothing.
    void gate.failed.then(() => engine.stop(this.#attempt.handle, { graceMs })).catch(() => undefined);
    this.#attempt.unitSince = this.#core.clock.business.now();
    const limit = this.#limit(this.#job.limits.unitMs);
    try {
      const outcome = await running;
      this.#enter('gate', 'running');
      await gate.passed();
      return outcome;
    } catch (error) {
      throw gate.error ?? error;
    } finally {
      limit?.cancel();
      this.#attempt.unitSince = undefined;
    }
  }

  #limit(ms: number | undefined): Timer | undefined {
    return limitTime(this.#core, this.#stops, this.#attempt, ms);
  }

  async #finish(unit: Unit, next: Unit | undefined, { rows, written }: RunOutcome): Promise<void> {
    const { id: job, epoch } = this.#job;
    const files = written.map((file, index) => ({
      name: fileName(unit.output, { job, epoch, unit: unit.unit, part: index + 1 }),
      epoch,
      ...file,
    }));
    const done = { unit: unit.unit, state: 'completed', rows, files } as const;
    const several = files.length === 1 ? '' : ` in ${files.length} files`;
    const detail = `${rows} rows, ${bytesOf(written)} bytes${several}`;
    if (next === undefined) await this.#changes.write('complete', { detail, units: [done] });
    else
      await this.#changes.write('finish-unit', {
        detail,
        units: [done, { unit: next.unit, state: 'running' }],
      });
  }

  /** What the job becomes after an attempt that did not complete it. */
  async #end(error: unknown): Promise<void> {
    // A stop's ladder says what becomes of it.
    if (this.#stopped) return;
    if (this.#signal.aborted) return this.#changes.writeEnd({ event: 'lose' });
    if (error instanceof Over) return;
    // Nothing can be said about the job while its store cannot be written: it is picked up as unattended.
    if (error instanceof StoreError) throw error;
    const after = afterError(this.#job, this.#unit, error);
    if (after.event === 'fail' && after.error.kind === 'internal') {
      this.#core.logger.error({ ...idsOf(this.#job), err: error }, 'a job failed for a reason of ours');
    }
    await this.#changes.writeEnd(after);
  }

  #progress(progress: Progress): void {
    const { rows, bytes, fraction } = this.#attempt.progress;
    if (progress.rows !== rows || progress.bytes !== bytes || progress.fraction !== fraction)
      this.#attempt.progressAt = this.#core.clock.machine.monotonic();
    this.#attempt.progress = progress;
    this.#core.events.progress(this.#job.id, progress);
  }

  #goOn(): void {
    if (this.#signal.aborted) throw new EngineError('stopped', 'the attempt was stopped');
  }

  get #stopped(): boolean {
    return stoppedByLadder(this.#attempt);
  }

  #context(): GateContext {
    const { id, family, tenant, trackId } = this.#job;
    return { job: id, family, tenant, unit: this.#unit, ...(trackId === undefined ? {} : { trackId }) };
  }
}

/** The windows as they could be used. */
function taken({ windows, until }: SessionWindows, compiled: readonly CompiledQuery[]): SessionWindows {
  const used = [...windows].filter(([unit]) => compiled[unit - 1]?.whole !== true);
  return { windows: new Map(used), until };
}

function published({ rows, written }: RunOutcome): Attributes {
  return { 'sluice.result.rows': rows, 'sluice.result.bytes': bytesOf(written) };
}

function bytesOf(written: RunOutcome['written']): number {
  return written.reduce((sum, { bytes }) => sum + bytes, 0);
}

function runLimits({ limits }: Job): RunLimits {
  const { inputRowsPerTable, outputRows, memoryBytes } = limits;
  return {
    ...(inputRowsPerTable === undefined ? {} : { inputRowsPerTable }),
    ...(outputRows === undefined ? {} : { outputRows }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}
