import type { ChangeWindow, Job } from './job.ts';

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
 */
export function sessionWindows(
  { session, units }: Pick<Job, 'session' | 'units'>,
  previous: Pick<Job, 'units' | 'resumeAt' | 'submittedAt'> | undefined,
  startedAt: number,
): SessionWindows {
  const windows = new Map<number, ChangeWindow>();
  if (session === undefined) return { windows, until: undefined };
  const until = wholeSecond(startedAt - session.offsetMs);
  const { lifeMs = Number.POSITIVE_INFINITY } = session;
  const alive = previous !== undefined && startedAt - previous.submittedAt < lifeMs;
  const known = new Set(alive ? previous.units.flatMap(({ identity }) => identity ?? []) : []);
  for (const { unit, identity } of units) {
    const goesOn = identity !== undefined && known.has(identity);
    const since = session.since ?? (goesOn ? previous?.resumeAt : undefined);
    if (since !== undefined) windows.set(unit, { since: Math.min(wholeSecond(since), until), until });
  }
  return { windows, until };
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
