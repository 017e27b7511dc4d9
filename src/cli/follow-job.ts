import type { SluiceClient } from './client.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { hasEnded, type NativeJob } from './native-job.ts';
import { pause } from './pause.ts';
import { printJson } from './print-json.ts';
import { progressBar } from './progress-bar.ts';
import { receiptText } from './receipt-text.ts';

/** First look at a job, then ever rarer: a quick query is answered at once, a long one costs two requests a second. */
const POLL_MS = { first: 20, factor: 1.5, longest: 500 };

/**
 * Shows progress until the job has ended; `undefined` when the user wants it stopped instead.
 * @param wanted whether progress is; `of` names the part of the job that works now
 */
export async function followToEnd(
  client: SluiceClient,
  id: string,
  signal: AbortSignal,
  wanted: boolean,
  of: (job: NativeJob) => string = () => '',
): Promise<NativeJob | undefined> {
  const bar = progressBar(wanted);
  try {
    for (let wait = POLL_MS.first; ; wait = Math.min(wait * POLL_MS.factor, POLL_MS.longest)) {
      await pause(wait, signal);
      if (signal.aborted) return undefined;
      const job = await client.json<NativeJob>('GET', `/sluice/v1/jobs/${id}`);
      if (hasEnded(job.state)) return job;
      bar.show(`${of(job)}${job.state}`, job.progress ?? { rows: 0, bytes: 0 });
    }
  } finally {
    bar.clear();
  }
}

/** @throws CliError `stopped` for a job that somebody else stopped, with its receipt on stderr */
export function refuseStopped(job: NativeJob, { json }: { readonly json?: boolean }): void {
  if (job.state !== 'stopped') return;
  if (json) printJson(job);
  if (job.receipt) process.stderr.write(`${receiptText(job.receipt)}\n`);
  throw new CliError(
    EXIT.stopped,
    `job ${job.id} was stopped by ${job.receipt?.requestedBy ?? 'someone else'}`,
  );
}
