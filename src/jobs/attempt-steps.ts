import type { Timer } from '../ports/clock.ts';
import { EngineError } from '../ports/engine.ts';
import type { GateContext, GatePoint } from '../ports/gates.ts';
import { type LocalAttempt, type Phase, stoppedByLadder } from './attempt.ts';
import { AttemptChanges } from './attempt-changes.ts';
import type { Core } from './core.ts';
import type { Job } from './job.ts';
import { idsOf } from './job-ids.ts';
import type { Stops } from './stops.ts';
import { limitTime } from './time-limit.ts';

/** What the parts of one attempt share: where it is, whether it may go on, and what it writes. */
export class AttemptSteps {
  readonly core: Core;
  readonly attempt: LocalAttempt;
  readonly job: Job;
  readonly signal: AbortSignal;
  readonly changes: AttemptChanges;
  /** The unit that it is at, from 1. */
  unit = 1;
  /** Of a load, the chunk that it is at, from 1, where gates may hold it there. */
  chunk: number | undefined;
  readonly #stops: Stops;

  constructor(core: Core, stops: Stops, attempt: LocalAttempt) {
    this.core = core;
    this.#stops = stops;
    this.attempt = attempt;
    this.job = attempt.job;
    this.signal = attempt.controller.signal;
    this.changes = new AttemptChanges(core, attempt.job);
  }

  enter(name: Phase['name'], gate?: GatePoint): void {
    const { business, machine } = this.core.clock;
    this.attempt.phase = {
      name,
      unit: this.unit,
      ...(gate === undefined ? {} : { gate }),
      since: business.now(),
      begun: machine.monotonic(),
    };
  }

  async pass(gate: GatePoint): Promise<void> {
    this.enter('gate', gate);
    await this.core.gates.pass(gate, this.gateContext(), this.signal);
  }

  /** What is decided stands: a gate that fails behind it fails nothing. */
  async passDecided(): Promise<void> {
    await this.pass('after-publish').catch((error: unknown) => {
      this.core.logger.warn({ ...idsOf(this.job), err: error }, 'a gate failed after its work was decided');
    });
  }

  gateContext(): GateContext {
    const { id, family, tenant, trackId, epoch } = this.job;
    const unit = this.chunk ?? this.unit;
    return { job: id, family, tenant, epoch, unit, ...(trackId === undefined ? {} : { trackId }) };
  }

  /** @throws EngineError `stopped` once the attempt was stopped */
  goOn(): void {
    if (this.signal.aborted) throw new EngineError('stopped', 'the attempt was stopped');
  }

  /** Whether a stop's ladder says what becomes of the job. */
  get stopped(): boolean {
    return stoppedByLadder(this.attempt);
  }

  /** From now on there is so much business time. */
  limit(ms: number | undefined): Timer | undefined {
    return limitTime(this.core, this.#stops, this.attempt, ms);
  }
}
