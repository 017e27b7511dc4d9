import type { EndedRequest } from '../ended-request.ts';
import type { JobUse, Poller } from './job-use.ts';
import { type ShownRequest, Tally } from './shown-request.ts';

/** Users whose polls of one job are told apart: nearly always one, or two with an administrator. */
const MOST_POLLERS = 4;
/**
 * A look that comes sooner after the answer before it sees nothing new: jobs change a few times, and twice a second is what
 * our own clients do. Machine time, as all pauses are: a client waits by its own clock, however business time is moved.
 */
const HASTY_MS = 250;
/** Looks at an ended job further apart than this are somebody who opens a page, not a loop (machine time). */
const LOOP_PAUSE_MS = 600_000;
/** So many looks after the one that told of the end are a loop: a page may be opened again, a link be asked for anew. */
export const LOOKS_AFTER_END = 5;

export interface Seen {
  /** When the answer had left, by the monotonic clock. */
  readonly endedAt: number;
  readonly shown: () => ShownRequest;
}

/** A user was shown the state of a job. */
export function notePoll(
  job: JobUse,
  { request }: EndedRequest,
  state: string,
  { endedAt, shown }: Seen,
): void {
  const { caller, beganAt } = request;
  const poller = caller === null ? undefined : pollerOf(job, caller.user.name);
  if (poller === undefined) return;
  const pause = beganAt - poller.at;
  const same = poller.shown === state;
  poller.shown = state;
  poller.at = endedAt;
  const { end } = job;
  // What began before the end may show what was before it.
  if (end === undefined || beganAt <= end.monotonic) {
    if (same && pause < HASTY_MS) poller.hasty.add(shown);
  } else if (poller.told === undefined) poller.told = shown();
  else {
    if (pause > LOOP_PAUSE_MS) wasNoLoop(poller);
    poller.afterEnd.add(shown);
  }
}

/** What was counted after the end had its reason, unless it is a loop already. */
export function wasNoLoop({ afterEnd }: Poller): void {
  if (afterEnd.times < LOOKS_AFTER_END) afterEnd.clear();
}

function pollerOf({ pollers }: JobUse, user: string): Poller | undefined {
  const known = pollers.find((one) => one.user === user);
  if (known !== undefined || pollers.length >= MOST_POLLERS) return known;
  const poller = {
    user,
    shown: undefined,
    at: Number.NEGATIVE_INFINITY,
    hasty: new Tally(),
    told: undefined,
    afterEnd: new Tally(),
  };
  pollers.push(poller);
  return poller;
}
