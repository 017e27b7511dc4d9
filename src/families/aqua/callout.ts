import type { Job } from '../../jobs/job.ts';
import { wireId } from './ids.ts';
import type { KeptRequest } from './kept-request.ts';

/** Words of a callout for ends that are called out: with a capital letter (aqua.md §2.1, §4.4). */
const WORDS: Readonly<Partial<Record<Job['state'], string>>> = { completed: 'Completed', failed: 'Aborted' };

/** `notifyUrl` with its placeholders filled in; `undefined`: nobody is told of this end. */
export function calloutOf(job: Job): { readonly url: string } | undefined {
  // Written by this family's own submit, so its shape is known.
  const { notifyUrl } = job.request as KeptRequest;
  const word = WORDS[job.state];
  if (notifyUrl === undefined || word === undefined) return undefined;
  const values: Readonly<Record<string, string>> = { JOBID: wireId(job.id), STATUS: word };
  return {
    url: notifyUrl.replace(/\$\{(JOBID|STATUS)\}/g, (_, name: string) =>
      encodeURIComponent(values[name] ?? ''),
    ),
  };
}
