import type { Clock, Time } from '../ports/clock.ts';
import type { TimelineEntry } from './job.ts';

/** Now, as receipts write it in machine time, timelines and events in business time, like the job's own times. */
export function timestamp(time: Pick<Time, 'now'>): string {
  return new Date(time.now()).toISOString();
}

export function entry(clock: Clock, event: string, detail?: string): TimelineEntry {
  return { at: timestamp(clock.business), event, ...(detail === undefined ? {} : { detail }) };
}
