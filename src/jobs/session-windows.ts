import type { ChangeWindow, Job, Unit } from './job.ts';

/** What the units of one attempt take. */
export interface SessionWindows {
  /** By unit; one that is not here takes everything. */
  readonly windows: ReadonlyMap<number, ChangeWindow>;
  /** The upper end of them all; `undefined`: the job is of no session. */
  readonly until: number | undefined;
}

/**
 * The windows of an attempt that begins at `startedAt`, after `previous`, the session's last completed job that
 * advanced it (aqua.md §4.2, §4.3). All are half open, in whole seconds of business time:
 * - an explicit `since` is where every unit begins;
 * - else a unit begins where the previous job's unit of the same identity ended;
 * - else, and when the session is older than its life, it takes everything: no window.
 *
 * An offset that reaches behind where the previous job ended leaves the session there: what it took comes once.
 */
export function sessionWindows(
  { session, units }: Pick<Job, 'session' | 'units'>,
  previous: Pick<Job, 'units' | 'resumeAt' | 'submittedAt' | 'startedAt'> | undefined,
  startedAt: number,
): SessionWindows {
  const windows = new Map<number, ChangeWindow>();
  if (session === undefined) return { windows, until: undefined };
  const { since, offsetMs, lifeMs = Number.POSITIVE_INFINITY } = session;
  const before = previous && startedAt - previous.submittedAt < lifeMs ? previous : undefined;
  const end = wholeSecond(startedAt - offsetMs);
  if (since !== undefined) {
    for (const { unit } of units) windows.set(unit, { since: Math.min(wholeSecond(since), end), until: end });
    return { windows, until: end };
  }
  const taken = wholeSecond(before?.resumeAt ?? end);
  // A clock that was moved back lies before both: then the session goes back with it.
  const until = Math.max(end, Math.min(taken, wholeSecond(startedAt)));
  for (const { unit, identity } of units) {
    const same = before?.units.find((one) => identity !== undefined && one.identity === identity);
    if (before?.resumeAt === undefined || same === undefined) continue;
    windows.set(unit, { since: Math.min(taken, until), until, ...unseenFrom(same, before) });
  }
  return { windows, until };
}

/** A full load has shown what was there at its start, which may be later than where the session goes on. */
function unseenFrom(
  { window }: Unit,
  { startedAt }: Pick<Job, 'startedAt'>,
): Pick<ChangeWindow, 'unseenFrom'> {
  const from = window === undefined ? startedAt : Math.max(window.unseenFrom ?? 0, window.until);
  return from === undefined ? {} : { unseenFrom: from };
}

/**
 * Where the next job of the session begins: at the upper end of this attempt's windows, but before a change that was
 * under way when its snapshot was taken, and no later than where units that are kept from an earlier attempt ended.
 */
export function resumeAt(
  until: number,
  { pendingSince, kept }: { readonly pendingSince: number | undefined; readonly kept: number | undefined },
): number {
  const latest = Math.min(until, pendingSince ?? until, kept ?? until);
  return wholeSecond(latest);
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
