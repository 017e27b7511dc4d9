import type { Clock } from '../ports/clock.ts';
import type { TimelineEntry } from './job.ts';

/** Machine time now, as receipts, timelines and events write it. */
export function timestamp(clock: Clock): string {
  return new Date(clock.machine.now()).toISOString();
}

export function entry(clock: Clock, event: string, detail?: string): TimelineEntry {
  return { at: timestamp(clock), event, ...(detail === undefined ? {} : { detail }) };
}
