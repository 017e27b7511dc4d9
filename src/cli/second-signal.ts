import { systemClock } from '../config/system-clock.ts';

/**
 * One Ctrl-C under npm or npx arrives twice: from the terminal, and a moment later from npm, which hands signals on.
 * What follows the first within this time is then the same press; hands are slower.
 */
const SAME_PRESS_MS = 250;

/** Answers, signal by signal, whether it is the first, npm's echo of it, or a second one. */
export function signalCounter(env = process.env): () => 'first' | 'echo' | 'second' {
  const echoWithinMs = env['npm_lifecycle_event'] === undefined ? 0 : SAME_PRESS_MS;
  let firstAt: number | undefined;
  return () => {
    const now = systemClock.machine.monotonic();
    if (firstAt === undefined) {
      firstAt = now;
      return 'first';
    }
    return now - firstAt < echoWithinMs ? 'echo' : 'second';
  };
}
