import type { Jobs } from '../../jobs/jobs.ts';
import { hasEnded } from '../../jobs/lifecycle.ts';
import type { Caller } from '../../platform/sign-in/caller.ts';
import type { MachineTime } from '../../ports/clock.ts';

/** Requests that wait for their job's end at once; beyond them a request is answered without a wait. */
const MAX_HELD = 1000;

/** How a wait ended: the job did; the time was over; the client left, or may call no more; the server closes. */
export type WaitEnd = 'ended' | 'late' | 'left' | 'revoked' | 'closing';

/** Requests that wait for the end of a job. Each costs a timer and a watcher. */
export class HeldQueries {
  readonly #jobs: Pick<Jobs, 'get' | 'watch'>;
  readonly #time: MachineTime;
  readonly #held = new Map<(end: WaitEnd) => void, Caller>();
  #closing = false;

  constructor(jobs: Pick<Jobs, 'get' | 'watch'>, time: MachineTime) {
    this.#jobs = jobs;
    this.#time = time;
  }

  /** @param onLeave calls back when the client has gone; answers how to forget that */
  async wait(
    job: string,
    ms: number,
    caller: Caller,
    onLeave: (gone: () => void) => () => void,
  ): Promise<WaitEnd> {
    const over = (): boolean => {
      const found = this.#jobs.get(job);
      return found === undefined || hasEnded(found.state);
    };
    if (this.#closing) return 'closing';
    if (ms === 0 || this.#held.size >= MAX_HELD) return over() ? 'ended' : 'late';
    let end: (how: WaitEnd) => void = () => undefined;
    const ended = new Promise<WaitEnd>((resolve) => {
      end = resolve;
    });
    this.#held.set(end, caller);
    const timer = this.#time.after(ms, () => end('late'));
    const forget = onLeave(() => end('left'));
    const unwatch = this.#jobs.watch(job, () => {
      if (over()) end('ended');
    });
    // It may have ended before it was watched.
    if (over()) end('ended');
    try {
      return await ended;
    } finally {
      this.#held.delete(end);
      timer.cancel();
      forget();
      unwatch();
    }
  }

  /** Answers those whose caller may call no more. */
  endRevoked(revoked: (caller: Caller) => boolean): void {
    for (const [end, caller] of this.#held) if (revoked(caller)) end('revoked');
  }

  /** Answers all that wait: the server closes, or its jobs are about to be others. */
  endAll(): void {
    for (const end of this.#held.keys()) end('closing');
  }

  /** The same, and whoever would wait from now on. */
  close(): void {
    this.#closing = true;
    this.endAll();
  }
}
