import type { JobUse } from './job-use.ts';
import type { DeadToken, Wait } from './refused-callers.ts';
import type { ShownRequest } from './shown-request.ts';

/** What the rules look at: the newest of one tenant. */
export interface Seen {
  readonly jobs: readonly JobUse[];
  /** The newest runs of each session, oldest first. */
  readonly sessions: readonly (readonly JobUse[])[];
  readonly job: (id: string) => JobUse | undefined;
  readonly deadTokens: readonly DeadToken[];
  readonly earlyCallers: readonly Wait[];
  /** Business time when a user last looked at a list of jobs. */
  readonly listedAt: (user: string) => number | undefined;
  /** Whether somebody follows the events of a job now. */
  readonly followed: (job: JobUse) => boolean;
  /** Business time. */
  readonly now: number;
}

/** One mistake that a rule sees. */
export interface Case {
  /** Whose client made it. */
  readonly user: string;
  readonly jobs: readonly string[];
  /** A sentence. */
  readonly what: string;
  /** Machine time, ms since 1970. */
  readonly since: number;
  /** That show it. */
  readonly requests: readonly ShownRequest[];
  /** What other users did beside it: for administrators. */
  readonly others?: Pick<Case, 'jobs' | 'requests'>;
}

/** A rule is pure: it sees, and tells. */
export interface Rule {
  /** `result-never-downloaded`. */
  readonly finding: string;
  readonly whatToDo: string;
  cases(seen: Seen): Iterable<Case>;
}
