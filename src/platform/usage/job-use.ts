import { hash } from 'node:crypto';
import type { Job, JobState } from '../../jobs/job.ts';
import { hasEnded } from '../../jobs/lifecycle.ts';
import { FetchedFile } from './fetched-file.ts';
import { type ShownRequest, Tally } from './shown-request.ts';

/** Files of a job that are followed; more belong to exports in very many segments. */
const MOST_FILES = 16;

/** How clients have used one job. No text of a statement, no value of a row. */
export interface JobUse {
  readonly id: string;
  readonly tenant: string;
  /** Who submitted it. */
  readonly user: string;
  readonly family: string;
  /** Watched from its submit on: else what its clients did before is not known, and they are not said to have left it undone. */
  readonly whole: boolean;
  /** Its end is called out to somebody. */
  readonly announces: boolean;
  readonly session: { readonly key: string; readonly advances: boolean } | undefined;
  /** Machine time, ms since 1970: when it was seen first. */
  readonly seenAt: number;
  /** Hash of what it does; `undefined` for a load whose file is not there yet. */
  work: string | undefined;
  /** The job before it that does the same for the same user, and whether that had not ended then. */
  same: { readonly id: string; readonly open: boolean } | undefined;
  /** Jobs of its session that had not ended when it came. */
  beside: readonly string[];
  state: JobState;
  /** Its user asked that it stop. */
  stopAsked: boolean;
  submit: ShownRequest | undefined;
  /** Business time: when anybody last asked about it. */
  lookedAt: number;
  lastLook: ShownRequest | undefined;
  end: JobEnd | undefined;
  files: readonly FetchedFile[];
  /** Its rows were in the answer to its submit. */
  delivered: boolean;
  readonly pollers: Poller[];
  readonly fetches: Tally;
  readonly withToken: Tally;
  readonly deadLinks: DeadLink[];
}

export interface JobEnd {
  /** Business time. */
  readonly at: number;
  /** Machine time: ms since 1970, and of the monotonic clock. */
  readonly seenAt: number;
  readonly monotonic: number;
  /** Rows of its results; of a load, the rejected ones: only those have a file that somebody needs. */
  readonly rows: number;
  /** It took what changed since the job before it. */
  readonly tookChanges: boolean;
}

/** One user who asks for the state of a job. Times of the machine's monotonic clock. */
export interface Poller {
  readonly user: string;
  /** What it was shown last, and when. */
  shown: string | undefined;
  at: number;
  /** Looks that came too soon to see anything new. */
  readonly hasty: Tally;
  /** When it was told that the job had ended. */
  told: ShownRequest | undefined;
  readonly afterEnd: Tally;
}

/** A link that was refused since its life, or its file's, is over. */
export interface DeadLink {
  /** Hash of the whole address: its signature is a secret. */
  readonly hash: string;
  readonly refused: ShownRequest;
  /** When that was answered, by the monotonic clock. */
  readonly at: number;
  readonly again: Tally;
}

export function jobUse(
  job: Job,
  seen: { readonly whole: boolean; readonly at: number; readonly now: number },
): JobUse {
  return {
    id: job.id,
    tenant: job.tenant,
    user: job.principal.name,
    family: job.family,
    whole: seen.whole,
    announces: job.announces !== undefined && job.announces.length > 0,
    session: job.session && { key: `${job.family} ${job.session.key}`, advances: job.session.advances },
    seenAt: seen.at,
    work: workOf(job),
    same: undefined,
    beside: [],
    state: job.state,
    stopAsked: job.stopCause === 'user' || job.state === 'stopped',
    submit: undefined,
    lookedAt: seen.now,
    lastLook: undefined,
    end: undefined,
    files: [],
    delivered: false,
    pollers: [],
    fetches: new Tally(),
    withToken: new Tally(),
    deadLinks: [],
  };
}

/** The same for jobs that do the same: what they read or load, in which language and form. */
export function workOf({ family, units, intake }: Job): string | undefined {
  const [load] = units.flatMap((unit) => unit.load ?? []);
  if (load !== undefined && intake?.source === undefined) return undefined;
  const work =
    load === undefined
      ? units.map(({ query, output: { format } }) => [query, format])
      : [load.action, load.object, load.mappings, intake?.source?.sha256];
  return hash('sha256', JSON.stringify([family, work]), 'base64url');
}

export function endOf(job: Job, at: number, monotonic: number): JobEnd {
  return {
    at: job.endedAt ?? job.updatedAt,
    seenAt: at,
    monotonic,
    rows: job.units.reduce((sum, { load, loaded, rows }) => sum + ((load ? loaded?.failed : rows) ?? 0), 0),
    tookChanges: job.units.some(({ window }) => window !== undefined),
  };
}

/** The files that somebody needs: all of an export, the rejected rows of a load. */
export function filesOf({ units }: Job): readonly FetchedFile[] {
  return units
    .flatMap(({ load, files }) => (load === undefined ? files : files.slice(1, 2)))
    .slice(0, MOST_FILES)
    .map(({ name, bytes }) => new FetchedFile(name, bytes));
}

/** Whether work goes on for it, or waits, that nobody has asked to stop. */
export function isOpen({ state, stopAsked }: JobUse): boolean {
  return !hasEnded(state) && !stopAsked;
}
