import type { Clock, Timer } from '../ports/clock.ts';

/** Longest delay Node's timers take without firing at once (2^31 − 1 ms, about 24.8 days). */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

function after(ms: number, run: () => void): Timer {
  const due = Date.now() + ms;
  let handle: NodeJS.Timeout;
  const arm = (left: number): void => {
    handle = setTimeout(
      () => {
        const rest = due - Date.now();
        if (rest > 0 && left > LONGEST_TIMEOUT_MS) arm(rest);
        else run();
      },
      Math.min(left, LONGEST_TIMEOUT_MS),
    );
    handle.unref();
  };
  arm(Math.max(0, ms));
  return { cancel: () => clearTimeout(handle) };
}

/** The machine's own clock for both times: business time is not moved. */
export const systemClock: Clock = {
  business: { now: () => Date.now(), after },
  machine: {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after,
    every(ms, run) {
      const handle = setInterval(run, ms);
      handle.unref();
      return { cancel: () => clearInterval(handle) };
    },
  },
};
