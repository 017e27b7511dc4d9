import { systemClock } from '../config/system-clock.ts';

/**
 * One Ctrl-C under npm or npx arrives twice: from the terminal, and a moment later from npm, which hands signals on.
 * What follows the first within this time is the same press; no hand is that quick.
 */
const SAME_PRESS_MS = 100;

/** Answers, signal by signal, whether it is the first, an echo of it, or a second one. */
export function signalCounter(): () => 'first' | 'echo' | 'second' {
  let firstAt: number | undefined;
  return () => {
    const now = systemClock.machine.monotonic();
    firstAt ??= now;
    if (firstAt === now) return 'first';
    return now - firstAt < SAME_PRESS_MS ? 'echo' : 'second';
  };
}
