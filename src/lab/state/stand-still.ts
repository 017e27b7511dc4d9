import type { MachineTime, Timer } from '../../ports/clock.ts';
import { StateError } from '../../ports/server-state.ts';

/**
 * How long what is under way may take to end; machine time. A stop may take its grace and the kill after it, a change
 * of many rows some seconds; a request that is slow to arrive is cut off.
 */
const ENDS_WITHIN_MS = 10_000;

export interface StandStillParts {
  readonly time: Pick<MachineTime, 'after'>;
  /** Requests: closed it holds those that come. */
  readonly door: {
    /** Resolves when none is being carried out. */
    close(): Promise<void>;
    open(): void;
  };
  readonly jobs: { abandon(): Promise<void>; renew(): void; start(): Promise<void> };
  /** Accepted requests that are carried out later. */
  readonly requests: { stop(): Promise<void>; idle(): Promise<void>; start(): Promise<void> };
  readonly engine: { rest(how: 'close' | 'kill'): Promise<() => void> };
}

/** While it is held nobody works with the server's state. */
export interface StandStill {
  /** The data may be used again, by who holds this. */
  wake(): void;
  /** Everybody goes on, with what there is now. */
  goOn(): Promise<void>;
}

/**
 * Resolves when nobody works with the state any more. `close`: what has been written to the data is to be kept;
 * `kill`: it does not matter.
 * @throws StateError `busy`, when it does not end in time; then everybody goes on
 */
export async function standStill(parts: StandStillParts, how: 'close' | 'kill'): Promise<StandStill> {
  const { door, jobs, requests, engine, time } = parts;
  const ended = Promise.all([door.close(), jobs.abandon(), requests.stop().then(() => requests.idle())]);
  // Told below, where it is waited for.
  ended.catch(() => undefined);
  let wakeEngine: () => void = () => undefined;
  const still: StandStill = {
    wake: () => wakeEngine(),
    async goOn() {
      jobs.renew();
      await jobs.start();
      await requests.start();
      door.open();
    },
  };
  try {
    wakeEngine = await engine.rest(how);
    await within(time, ended);
    return still;
  } catch (error) {
    still.wake();
    await still.goOn();
    throw error;
  }
}

async function within(time: StandStillParts['time'], ended: Promise<unknown>): Promise<void> {
  let timer: Timer | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const message = 'What is under way did not end in time; nothing was changed';
    timer = time.after(ENDS_WITHIN_MS, () => reject(new StateError('busy', message)));
  });
  try {
    await Promise.race([ended, late]);
  } finally {
    timer?.cancel();
  }
}
