import type { Clock, Timer } from '../ports/clock.ts';

/** Waits for work, but no longer than `ms` of machine time. Answers whether the work had ended by then. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: Timer | undefined;
  const late = new Promise<false>((resolve) => {
    timer = clock.machine.after(ms, () => resolve(false));
  });
  const ended = await Promise.race([work.then(() => true), late]);
  timer?.cancel();
  return ended;
}
