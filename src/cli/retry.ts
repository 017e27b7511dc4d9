import { pause } from './pause.ts';

/** For faults that pass: limits reached, servers that restart, lost connections (clients.md rule 27). */
const PAUSES_S = [1, 2, 4, 8, 16, 32];
/** A server that wants more patience than this is told to the user instead. */
const LONGEST_S = 300;

/**
 * How long to wait before a request is sent again, ms; `undefined`: not again.
 * @param tries made so far
 * @param answer absent: there was none
 */
export function waitBeforeRetry(tries: number, answer?: Response): number | undefined {
  const passes = answer === undefined || answer.status === 429 || answer.status >= 500;
  const own = PAUSES_S[tries - 1];
  if (!passes || own === undefined) return undefined;
  const asked = Number(answer?.headers.get('retry-after') ?? Number.NaN);
  const seconds = Number.isNaN(asked) ? own : asked;
  return seconds > LONGEST_S ? undefined : seconds * 1000;
}

/** @throws what the signal was aborted with */
export async function waitToRetry(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, signal);
  signal.throwIfAborted();
}
