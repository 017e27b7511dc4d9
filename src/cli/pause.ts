import { systemClock } from '../config/system-clock.ts';

/** Waits `ms` of machine time, or until `signal` aborts. Keeps the process alive meanwhile, as the clock's timers do not. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const { port1 } = new MessageChannel();
    port1.ref();
    const end = (): void => {
      timer.cancel();
      signal.removeEventListener('abort', end);
      port1.close();
      resolve();
    };
    const timer = systemClock.machine.after(ms, end);
    signal.addEventListener('abort', end);
  });
}
