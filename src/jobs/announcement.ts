import type { JobChange, Message } from '../ports/store.ts';
import type { Job } from './job.ts';

type AnnouncedEnd = NonNullable<Job['announces']>[number];

/** What tells of the end of a job that announces it: written with the change that makes it end so. */
export function announcement(
  { announces }: Pick<Job, 'announces'>,
  state: AnnouncedEnd,
  at: number,
): Pick<JobChange, 'outbox'> {
  if (announces?.includes(state) !== true) return {};
  return { outbox: [{ kind: KIND, body: { state }, dueAt: at }] };
}

/** Whether the message tells of the end of its job. */
export function announcesEnd(message: Message): boolean {
  return message.kind === KIND;
}

const KIND = 'job-ended';
