import { announcesEnd } from '../../jobs/announcement.ts';
import { type Deliver, Undeliverable } from '../../jobs/core.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Family } from '../family.ts';
import { type CalloutMeans, sendCallout } from './send-callout.ts';

/** Calls out the end of each job where its family says. */
export function deliverCallouts(
  jobs: Pick<Jobs, 'get'>,
  families: readonly Pick<Family, 'name' | 'callout'>[],
  means: CalloutMeans,
): Deliver {
  return async (message, signal) => {
    const job = announcesEnd(message) ? jobs.get(message.job) : undefined;
    const callout = job && families.find(({ name }) => name === job.family)?.callout?.(job);
    if (callout === undefined) throw new Undeliverable('nobody is to be told of it');
    await sendCallout(callout.url, means, signal);
  };
}
