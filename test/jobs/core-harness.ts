import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createJobs, type RunningJobs } from '../../src/jobs/create-jobs.ts';
import type { Job, JobState, SubmitJob } from '../../src/jobs/job.ts';
import type { CompiledQuery, CompileRequest, Compiler } from '../../src/ports/compiler.ts';
import type { GateContext, GatePoint, Gates } from '../../src/ports/gates.ts';
import type { ResultTarget } from '../../src/ports/results.ts';
import type { JobStore } from '../../src/ports/store.ts';
import { DiskResults } from '../../src/results/disk/disk-results.ts';
import type { SqliteStore } from '../../src/stores/sqlite/open.ts';
import { loadJob, submitJob } from '../stores/job-values.ts';
import { temporaryDirectory } from '../stores/open-sqlite.ts';
import { giveBack, spareStore } from '../stores/spare-stores.ts';
import { MovingClock } from '../support/moving-clock.ts';
import { ScriptedEngine } from './scripted-engine.ts';
import type { Load } from './scripted-load.ts';

/** How long a condition may take on a busy machine. */
const EVENTUALLY_MS = 15_000;

/**
 * The core over the real store and real result files, with an engine, a compiler, gates and a clock that the test
 * drives. `crash` ends it as `kill -9` would, as far as one process can show: nothing it began goes on.
 */
export class CoreHarness {
  readonly directory = temporaryDirectory();
  readonly clock = new TickingClock();
  engine = new ScriptedEngine();
  readonly gates = new ScriptedGates();
  readonly compiler = new ScriptedCompiler();
  /** Before each publishing of a file, which fails as it does. */
  beforePublish: (target: ResultTarget) => void | Promise<void> = () => undefined;
  slots = 4;
  graceMs = 100;
  nodeId = 'node';
  #store: SqliteStore | undefined;
  #life: StoreLife | undefined;
  #jobs: RunningJobs | undefined;
  #crashed = false;
  readonly #writes: Promise<void>[] = [];
  /** What the core logged as an error or a warning. */
  readonly logged: string[] = [];
  readonly log = {
    info: () => undefined,
    warn: (fields: object, message: string) => this.logged.push(`${message} ${text(fields)}`),
    error: (fields: object, message: string) => this.logged.push(`${message} ${text(fields)}`),
  };
  deliver: Parameters<typeof createJobs>[0]['deliver'];

  get jobs(): RunningJobs {
    if (this.#jobs === undefined) throw new Error('not started');
    return this.#jobs;
  }

  get store(): SqliteStore {
    if (this.#store === undefined) throw new Error('not started');
    return this.#store;
  }

  /** Points where the test can come between the core and its store. */
  get life(): StoreLife {
    if (this.#life === undefined) throw new Error('not started');
    return this.#life;
  }

  async start(): Promise<this> {
    this.#store ??= await spareStore();
    mkdirSync(join(this.directory.path, 'results'), { recursive: true });
    // What the crashed one had sent has arrived, or never will.
    await this.#store.check();
    this.#life = new StoreLife(this.#store);
    this.#jobs = createJobs({
      store: this.#life.store,
      engine: this.engine,
      results: this.#results(),
      compiler: this.compiler,
      clock: this.clock,
      gates: this.gates,
      nodeId: this.nodeId,
      slots: this.slots,
      graceMs: this.graceMs,
      logger: this.log,
      ...(this.deliver === undefined ? {} : { deliver: this.deliver }),
    });
    await this.#jobs.start();
    return this;
  }

  /** What ran is gone without a word; the next `start` finds what was durable. */
  crash(): void {
    this.#life?.end();
    this.#crashed = true;
    this.#jobs = undefined;
    this.engine = new ScriptedEngine(this.engine.ledgers);
    this.gates.releaseAll();
    this.clock.forget();
  }

  async end(): Promise<void> {
    this.gates.releaseAll();
    this.compiler.release();
    await this.#jobs?.close();
    await Promise.all(this.#writes);
    // What a crashed core had under way may still come to its store.
    if (this.#store !== undefined) await (this.#crashed ? this.#store.close() : giveBack(this.#store));
    this.directory.remove();
  }

  #results(): DiskResults {
    const results = new DiskResults(join(this.directory.path, 'results'));
    const publish = results.publish.bind(results);
    results.publish = async (target) => {
      await this.beforePublish(target);
      await publish(target);
    };
    return results;
  }

  submit(values: Partial<SubmitJob> = {}): Promise<Job> {
    return this.jobs.submit(submitJob(values));
  }

  stop(id: string) {
    return this.jobs.stop(id, { requestedBy: 'dev', via: 'native' });
  }

  job(id: string): Job {
    const job = this.jobs.get(id);
    if (job === undefined) throw new Error(`no job ${id}`);
    return job;
  }

  async state(id: string, state: JobState): Promise<Job> {
    await eventually(() => this.store.get(id)?.state === state, `${id} to be ${state}`);
    return this.job(id);
  }

  /** The statement that runs for a job, once it does. */
  async statement(id?: string) {
    const find = () => this.engine.running_.find((one) => id === undefined || one.handle.job === id);
    await eventually(() => find() !== undefined, 'a statement to run');
    const found = find();
    if (found === undefined) throw new Error('the statement has ended');
    return found;
  }

  /** An open job that loads a file. */
  submitLoad(values: Partial<SubmitJob> = {}): Promise<Job> {
    return this.jobs.submit(loadJob(values));
  }

  write(path: string, text: string): Promise<void> {
    const writing = writeFile(path, text);
    this.#writes.push(writing.catch(() => undefined));
    return writing;
  }

  upload(id: string, text = 'name\n'): Promise<Job> {
    return this.jobs.receive(id, async ({ path }) => {
      await this.write(path, text);
      return { bytes: text.length, sha256: 'cc' };
    });
  }

  ready(id: string): Promise<Job> {
    return this.jobs.ready(id, { userId: 'user-2', name: 'other@sluice.local' });
  }

  /** A load that waits for its turn, its file received. */
  async queuedLoad(values: Partial<SubmitJob> = {}): Promise<Job> {
    const { id } = await this.submitLoad(values);
    await this.upload(id);
    return this.ready(id);
  }

  /** The load that the engine is at for a job, once it is. */
  async load(id?: string): Promise<Load> {
    const find = () => this.engine.loading.find((one) => id === undefined || one.handle.job === id);
    await eventually(() => find() !== undefined, 'a load to run');
    const found = find();
    if (found === undefined) throw new Error('the load has ended');
    return found;
  }

  /** Takes a stored file away, as no part of the server would. */
  removeFile(name: string): void {
    const results = join(this.directory.path, 'results');
    const found = readdirSync(results, { recursive: true, encoding: 'utf8' }).find((path) =>
      path.endsWith(name),
    );
    if (found !== undefined) rmSync(join(results, found));
  }

  /** Names of all result files, published or not. */
  files(): readonly string[] {
    return readdirSync(join(this.directory.path, 'results'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  }
}

const text = (fields: object): string => Object.values(fields).map(String).join(' ');

/** Waits for a condition, looking again whenever the event loop comes round. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + EVENTUALLY_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/**
 * A clock whose business time stands still between the moves of a test, whose machine time also jumps, and whose
 * machine intervals the test fires.
 */
export class TickingClock extends MovingClock {
  #ahead = 0;
  readonly #intervals = new Set<() => void>();
  readonly #machineWaiting = new Set<{ readonly at: number; readonly run: () => void }>();
  /** Machine time too waits for the test: what is due fires in `machineAhead`. */
  holdsMachine = false;
  override readonly machine = {
    ...new MovingClock().machine,
    now: () => Date.now() + this.#ahead,
    after: (ms: number, run: () => void) => {
      if (!this.holdsMachine) return new MovingClock().machine.after(ms, run);
      const waiting = { at: this.#ahead + ms, run };
      this.#machineWaiting.add(waiting);
      return { cancel: () => this.#machineWaiting.delete(waiting) };
    },
    every: (_ms: number, run: () => void) => {
      this.#intervals.add(run);
      return { cancel: () => this.#intervals.delete(run) };
    },
  };

  constructor() {
    const start = Date.now();
    super(() => start);
  }

  /** Everything that is done at intervals of machine time is done now. */
  tick(): void {
    for (const run of this.#intervals) run();
  }

  machineAhead(ms: number): void {
    this.#ahead += ms;
    for (const waiting of this.#machineWaiting) {
      if (waiting.at > this.#ahead) continue;
      this.#machineWaiting.delete(waiting);
      waiting.run();
    }
  }

  forget(): void {
    this.#intervals.clear();
  }
}

/** The store as one process sees it, until that process dies. */
export class StoreLife {
  readonly store: JobStore;
  #alive = true;
  readonly #hooks: {
    readonly when: 'before' | 'after';
    readonly match: (args: string) => boolean;
    readonly run: () => void | Promise<void>;
  }[] = [];

  constructor(inner: SqliteStore) {
    const write = <T>(args: unknown, run: () => Promise<T>): Promise<T> => this.#write(args, run);
    this.store = {
      ...inner,
      submit: (job) => write(job, () => inner.submit(job)),
      change: (change) => write(change, () => inner.change(change)),
      renew: (lease, jobs) => write({ lease, jobs }, () => inner.renew(lease, jobs)),
      amend: (amendment) => write(amendment, () => inner.amend(amendment)),
      saveReceipt: (job, receipt) => write({ job, receipt }, () => inner.saveReceipt(job, receipt)),
      remove: (jobs) => write({ jobs }, () => inner.remove(jobs)),
      watch: (listener) => inner.watch((change) => this.#alive && listener(change)),
    };
  }

  /** From now on nothing is written for this process, and nothing is answered to it. */
  end(): void {
    this.#alive = false;
  }

  /** Once, before the write that puts this event into a timeline: a throw makes the write fail. */
  before(event: string, run: () => void | Promise<void>): void {
    this.#hooks.push({ when: 'before', match: (args) => args.includes(`"event":"${event}"`), run });
  }

  /** Once, when that write is durable and nobody has been told. */
  after(event: string, run: () => void | Promise<void>): void {
    this.#hooks.push({ when: 'after', match: (args) => args.includes(`"event":"${event}"`), run });
  }

  /** The next renewal fails, as if the store could not be written. */
  failRenewal(): void {
    this.beforeRenewal(() => Promise.reject(new Error('the store is away')));
  }

  /** Once, before the next renewal: who is to be renewed is known by then. */
  beforeRenewal(run: () => Promise<void>): void {
    this.#hooks.push({ when: 'before', match: (args) => args.startsWith('{"lease"'), run });
  }

  async #write<T>(args: unknown, run: () => Promise<T>): Promise<T> {
    const text = JSON.stringify(args);
    await this.#hook('before', text);
    if (!this.#alive) return new Promise(() => undefined);
    const result = await run();
    await this.#hook('after', text);
    return this.#alive ? result : new Promise(() => undefined);
  }

  async #hook(when: 'before' | 'after', args: string): Promise<void> {
    const at = this.#hooks.findIndex((one) => one.when === when && one.match(args));
    const [hook] = at < 0 ? [] : this.#hooks.splice(at, 1);
    await hook?.run();
  }
}

export class ScriptedGates implements Gates {
  readonly passed: { readonly point: GatePoint; readonly context: GateContext }[] = [];
  readonly #holds = new Map<GatePoint, (context: GateContext, signal?: AbortSignal) => Promise<void>>();
  readonly #release: (() => void)[] = [];
  /** Points at which something waits now. */
  readonly waiting: GatePoint[] = [];

  hold(point: GatePoint, fraction = 0): void {
    this.#holds.set(point, (context, signal) => {
      if ((context.fraction ?? 0) < fraction) return Promise.resolve();
      return new Promise((resolve) => {
        this.waiting.push(point);
        this.#release.push(resolve);
        signal?.addEventListener('abort', () => resolve());
        if (signal?.aborted === true) resolve();
      });
    });
  }

  fail(point: GatePoint, error: Error): void {
    this.#holds.set(point, () => {
      this.#holds.delete(point);
      return Promise.reject(error);
    });
  }

  releaseAll(): void {
    this.#holds.clear();
    this.waiting.splice(0);
    for (const release of this.#release.splice(0)) release();
  }

  async held(point: GatePoint): Promise<void> {
    await eventually(() => this.waiting.includes(point), `something to wait at ${point}`);
  }

  pass(point: GatePoint, context: GateContext, signal?: AbortSignal): Promise<void> {
    this.passed.push({ point, context });
    return this.#holds.get(point)?.(context, signal) ?? Promise.resolve();
  }
}

/** Hands the text through as the tree. */
export class ScriptedCompiler implements Compiler {
  error: Error | undefined;
  /** What it says of each text. */
  facts: Partial<CompiledQuery> = {};
  aborted = 0;
  compiling = 0;
  readonly requests: CompileRequest[] = [];
  /** Texts of queries whose window cannot be used. */
  readonly whole = new Set<string>();
  #hold: Promise<void> | undefined;
  #release: () => void = () => undefined;

  hold(): void {
    this.#hold = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#release();
    this.#hold = undefined;
  }

  async compile(request: CompileRequest, signal?: AbortSignal): Promise<CompiledQuery> {
    const { query } = request;
    this.requests.push(request);
    if (this.error !== undefined) throw this.error;
    this.compiling += 1;
    await Promise.race([
      this.#hold,
      new Promise<void>((_, reject) => {
        signal?.addEventListener('abort', () => {
          this.aborted += 1;
          reject(new Error('aborted'));
        });
      }),
      ...(this.#hold === undefined ? [Promise.resolve()] : []),
    ]);
    const whole = this.whole.has(query.text) ? ({ whole: true } as const) : {};
    return { tree: new TextEncoder().encode(query.text), columns: [], ...whole, ...this.facts };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
