import type { MachineTime } from '../../ports/clock.ts';

/** Whether `promise` settles, well or badly, within `ms`. */
export function settlesWithin(promise: Promise<unknown>, ms: number, clock: MachineTime): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = clock.after(ms, () => resolve(false));
    const settled = (): void => {
      timer.cancel();
      resolve(true);
    };
    promise.then(settled, settled);
  });
}
