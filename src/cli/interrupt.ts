import { EXIT, type ExitCode } from './exit-codes.ts';
import { signalCounter } from './second-signal.ts';

export interface Interrupt extends Disposable {
  /** Aborts at the first Ctrl-C (or SIGTERM). */
  readonly signal: AbortSignal;
  /** What to exit with after it. */
  exitCode(): ExitCode;
}

/**
 * While it lives, the first Ctrl-C is a request that the command carries out (stop the job, print the receipt) and the
 * second one leaves at once (operating.md §6).
 */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const counted = signalCounter();
  let code: ExitCode = EXIT.interrupted;
  const listeners = [
    ['SIGINT', EXIT.interrupted],
    ['SIGTERM', EXIT.terminated],
  ] as const;
  const handlers = listeners.map(([name, exitCode]) => {
    const handler = (): void => {
      const which = counted();
      if (which === 'second') process.exit(exitCode);
      if (which === 'echo') return;
      code = exitCode;
      controller.abort();
    };
    process.on(name, handler);
    return () => process.off(name, handler);
  });
  return {
    signal: controller.signal,
    exitCode: () => code,
    [Symbol.dispose]: () => {
      for (const remove of handlers) remove();
    },
  };
}
