import type { Job } from './job.ts';

/** What a log line about a job carries, so that it is found by any id that its user may know. */
export function idsOf({ id, trackId, requestId }: Job): {
  readonly job: string;
  readonly trackId: string | undefined;
  readonly requestId: string | undefined;
} {
  return { job: id, trackId, requestId };
}
