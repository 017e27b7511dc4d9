import { writeFile } from 'node:fs/promises';
import type {
  Attempt,
  Engine,
  EngineHandle,
  EngineSession,
  EngineStop,
  OutputSpec,
  Progress,
  RunOutcome,
} from '../../src/ports/engine.ts';
import { EngineError } from '../../src/ports/engine.ts';
import { type ResultTarget, targetOfPart } from '../../src/ports/results.ts';
import type { RowCounts } from '../../src/ports/row-load.ts';
import { type Load, ScriptedLedgers } from './scripted-load.ts';

/** One statement that the engine is running: the test says how it goes on. */
export interface Statement {
  readonly handle: EngineHandle;
  readonly text: string;
  readonly output: OutputSpec;
  progress(progress: Progress): void;
  /** Writes the file, or so many, and ends well. */
  finish(rows?: number, files?: number): Promise<void>;
  fail(error: Error): void;
}

/**
 * The engine port driven by a test, for races that no real engine can be made to show at will. Statements run until
 * the test ends them, or at once when `auto` is set.
 */
export class ScriptedEngine implements Engine {
  auto = false;
  snapshot: string | undefined = 'v1';
  pendingSince: number | undefined;
  readonly opened: Attempt[] = [];
  readonly closed: EngineHandle[] = [];
  readonly stops: EngineHandle[] = [];
  /** What each of them was given. */
  readonly graces: number[] = [];
  /** Statements that have not ended. */
  readonly running_: Statement[] = [];
  /** Loads that have not ended. */
  readonly loading: Load[] = [];
  readonly ledgers: ScriptedLedgers;
  /** Files under way. */
  readonly #writing = new Set<Promise<void>>();
  /** Held: `open` waits for it. */
  opening: Promise<void> = Promise.resolve();
  openError: Error | undefined;
  /** What `stop` answers, after it has ended what runs; may hold the answer back. */
  onStop: (handle: EngineHandle) => Promise<EngineStop> = async () => interrupted;

  /** @param ledgers outlive the process of the engine */
  constructor(ledgers = new ScriptedLedgers()) {
    this.ledgers = ledgers;
  }

  async open(attempt: Attempt): Promise<EngineSession> {
    this.opened.push(attempt);
    await this.opening;
    if (this.openError !== undefined) throw this.openError;
    const { handle } = attempt;
    return {
      snapshot: this.snapshot,
      pendingSince: this.pendingSince,
      run: (query, output, _limits, onProgress) =>
        this.#run(handle, new TextDecoder().decode(query.tree), output, onProgress),
      loadRows: (work, onProgress) =>
        this.ledgers.begin(handle, work, onProgress, (load) => this.#loading(load)),
      reportRows: (_work, targets) => this.ledgers.report(handle, targets),
      close: async () => {
        this.closed.push(handle);
      },
    };
  }

  #run(
    handle: EngineHandle,
    text: string,
    output: OutputSpec,
    onProgress: (progress: Progress) => void,
  ): Promise<RunOutcome> {
    return new Promise((resolve, reject) => {
      const statement: Statement = {
        handle,
        text,
        output,
        progress: onProgress,
        finish: async (rows = 1, files = 1) => {
          const bytes = `epoch ${handle.epoch}\n`;
          const file = { bytes: bytes.length, sha256: 'ab' };
          await this.#write(output.target, files, bytes);
          const others = Array.from({ length: files - 1 }, () => file);
          if (this.#ended(statement)) resolve({ rows, written: [file, ...others] });
        },
        fail: (error) => {
          if (this.#ended(statement)) reject(error);
        },
      };
      this.running_.push(statement);
      if (this.auto) void statement.finish();
    });
  }

  async #write(target: ResultTarget, files: number, bytes: string): Promise<void> {
    const writing = (async () => {
      for (let part = 1; part <= files; part++) await writeFile(targetOfPart(target, part).path, bytes);
    })();
    this.#writing.add(writing);
    await writing.finally(() => this.#writing.delete(writing));
  }

  #loading(load: Load): () => boolean {
    this.loading.push(load);
    if (this.auto) queueMicrotask(load.finish);
    return () => {
      const at = this.loading.indexOf(load);
      if (at >= 0) this.loading.splice(at, 1);
      return at >= 0;
    };
  }

  sealRows(handle: EngineHandle): Promise<RowCounts | undefined> {
    return this.ledgers.seal(handle);
  }

  async forgetRows(_tenant: string, jobs: readonly string[]): Promise<void> {
    this.ledgers.forget(jobs);
  }

  #ended(statement: Statement): boolean {
    const at = this.running_.indexOf(statement);
    if (at >= 0) this.running_.splice(at, 1);
    return at >= 0;
  }

  async stop(handle: EngineHandle, { graceMs }: { readonly graceMs: number }): Promise<EngineStop> {
    this.stops.push(handle);
    this.graces.push(graceMs);
    const ran = [...this.running_, ...this.loading].filter(
      (one) => one.handle.job === handle.job && one.handle.epoch === handle.epoch,
    );
    const stopped = await this.onStop(handle);
    if (stopped.outcome !== 'unconfirmed') {
      for (const one of ran) one.fail(new EngineError('stopped', 'stopped'));
      // Settled, or killed: it writes no more.
      await Promise.allSettled(this.#writing);
    }
    return ran.length === 0 && stopped === interrupted ? { outcome: 'settled', steps: [] } : stopped;
  }

  running(): Promise<readonly EngineHandle[]> {
    return Promise.resolve([...this.running_, ...this.loading].map((one) => one.handle));
  }

  close(): Promise<void> {
    for (const one of [...this.running_, ...this.loading]) one.fail(new EngineError('displaced', 'closed'));
    return Promise.resolve();
  }
}

export const interrupted: EngineStop = { outcome: 'settled', steps: [{ step: 'interrupted', ms: 0 }] };
export const killed: EngineStop = {
  outcome: 'killed',
  steps: [
    { step: 'interrupted', ms: 1 },
    { step: 'killed', ms: 1_001 },
  ],
};
export const unconfirmed: EngineStop = {
  outcome: 'unconfirmed',
  steps: [{ step: 'unconfirmed', ms: 10_000 }],
};
