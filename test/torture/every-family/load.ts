import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { FamilyLoad } from './family-load.ts';
import { ENDS, type History } from './history.ts';
import { Broken, TooLate, Trouble } from './session.ts';

/** Clients that work at the same time. */
const CLIENTS = 6;
/** Jobs that are not over: more are not added, so that each round can settle. */
const MOST_OPEN = 24;
/** Too much at once, and an engine that is not there just now: both say when to come again. At rest neither lasts. */
const PASSES: ReadonlySet<number> = new Set([429, 503]);
/** An answer of 503 is good again within this. */
const LATER_WITHIN_MS = 20_000;

interface Open {
  readonly job: string;
  readonly load: FamilyLoad;
  /** `undefined`: only a stop ends it. */
  readonly rows: readonly number[] | undefined;
}

/** Random work on all families at once; everything that is sent and answered goes into the history. */
export class Load {
  /** Jobs whose end was not seen. */
  readonly open = new Map<string, Open>();
  /** Whether refusals for reasons of the server's own are right just now: its disk is bad. */
  trouble = false;
  readonly #families: readonly [FamilyLoad, ...FamilyLoad[]];
  readonly #random: Random;
  readonly #history: History;
  readonly #answers = new EventEmitter();

  constructor(families: readonly [FamilyLoad, ...FamilyLoad[]], random: Random, history: History) {
    this.#families = families;
    this.#random = random;
    this.#history = history;
  }

  /** Until the signal, or until the server is gone. @throws on an answer that the contract does not know */
  async run(signal: AbortSignal): Promise<void> {
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (!signal.aborted && (await this.#oneAction())) await delay(this.#random.between(0, 5));
    });
    await Promise.all(clients);
  }

  /** Resolves when it has got so many answers more. */
  async answered(count: number): Promise<void> {
    for (let left = count; left > 0; left--) await once(this.#answers, 'answer');
  }

  /** @returns whether the server was there */
  async #oneAction(): Promise<boolean> {
    try {
      await this.#anything();
      this.#answers.emit('answer');
      return true;
    } catch (error) {
      if (error instanceof Broken) return false;
      if (error instanceof TooLate) return true;
      if (!(error instanceof Trouble)) throw error;
      if (!PASSES.has(error.status) && !this.trouble) throw error;
      await delay(10);
      return true;
    }
  }

  async #anything(): Promise<void> {
    const open = [...this.open.values()];
    const one = open[this.#random.between(0, Math.max(open.length - 1, 0))];
    const dice = this.#random.next();
    if (one === undefined || (dice < 0.4 && open.length < MOST_OPEN))
      await this.#submit(this.#random.pick(this.#families));
    else if (dice < 0.55) await this.stop(one);
    else await this.look(one);
  }

  async #submit(load: FamilyLoad): Promise<void> {
    const from = this.#history.next();
    const { job, expected } = await load.submit(this.#random);
    const { family } = load;
    this.#history.add({ kind: 'submit', job, family, expected, from, to: this.#history.next() });
    this.open.set(job, { job, load, rows: expected.rows });
  }

  /** A stop whose answer was lost is in the history too: either outcome is right. */
  async stop({ job, load }: Open): Promise<void> {
    const from = this.#history.next();
    const answer = await load.stop(job).catch((error: unknown) => {
      this.#history.add({ kind: 'stop', job, from, to: this.#history.next(), answer: undefined });
      throw error;
    });
    this.#history.add({ kind: 'stop', job, from, to: this.#history.next(), answer });
  }

  /** `patient`: a server that says "later" is asked again, for as long as it may take to have an engine again. */
  async look({ job, load }: Open, patient = false): Promise<void> {
    const from = this.#history.next();
    const seen = await (patient ? whenItCan(() => load.look(job)) : load.look(job));
    this.#history.add({ kind: 'look', job, from, to: this.#history.next(), seen });
    if (seen !== 'not there' && ENDS.has(seen.state)) this.open.delete(job);
  }
}

async function whenItCan<T>(ask: () => Promise<T>): Promise<T> {
  const end = Date.now() + LATER_WITHIN_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Trouble) || error.status !== 503 || Date.now() > end) throw error;
      await delay(50);
    }
  }
}
