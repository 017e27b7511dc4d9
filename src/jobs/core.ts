import type { LocalAttempts } from './attempt.ts';
import type { JobsParts } from './create-jobs.ts';
import type { JobEvents } from './events.ts';

/** What the parts of the core share. */
export interface Core
  extends Required<Pick<JobsParts, 'store' | 'engine' | 'results' | 'compiler' | 'clock' | 'gates'>> {
  readonly nodeId: string;
  readonly graceMs: number;
  readonly logger: NonNullable<JobsParts['logger']>;
  readonly attempts: LocalAttempts;
  readonly events: JobEvents;
}
