import type { Command } from 'commander';
import { count, size } from './amounts.ts';
import { SluiceClient } from './client.ts';
import { type ConnectionOptions, connectionOf, withConnectionOptions } from './connection.ts';
import { CliError, EXIT, type ExitCode } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { jobEvents } from './job-events.ts';
import { hasEnded, type JobEvent, type JobState, type NativeJob } from './native-job.ts';
import { receiptText } from './receipt-text.ts';

const EXIT_BY_END: Partial<Record<JobState, ExitCode>> = {
  completed: EXIT.done,
  failed: EXIT.jobFailed,
  stopped: EXIT.stopped,
};

export function watchCommand(program: Command): void {
  withConnectionOptions(
    program
      .command('watch')
      .description('Show state changes, progress and receipts as they happen')
      .argument('[id]', 'one job, until it has ended (default: all jobs, until Ctrl-C)'),
  )
    .addHelpText(
      'after',
      `
Ctrl-C ends the watching only; "sluice cancel" stops a job.
With an id the exit code tells the end: ${EXIT.done} completed, ${EXIT.jobFailed} failed, ${EXIT.stopped} stopped.

Examples:
  sluice watch
  sluice watch 7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11 --json`,
    )
    .action(async (id: string | undefined, options: ConnectionOptions) => {
      process.exitCode = await watch(id, options);
    });
}

async function watch(id: string | undefined, options: ConnectionOptions): Promise<ExitCode> {
  const client = new SluiceClient(connectionOf(options));
  using interrupt = listenForInterrupt();
  const ended = new AbortController();
  const events = jobEvents(client, id, AbortSignal.any([interrupt.signal, ended.signal]));
  try {
    // The stream is opened before the first look: whatever changes after that look is in it.
    const first = events.next();
    first.catch(() => undefined);
    const end = id === undefined ? undefined : await look(client, id, options);
    if (end !== undefined) return end;
    for (let next = await first; !next.done; next = await events.next()) {
      const event = next.value;
      if (id === undefined || event.type !== 'receipt') show(event, options);
      if (id !== undefined && event.type === 'state' && hasEnded(event.state)) {
        return await showEnd(client, id, options);
      }
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
  } finally {
    ended.abort();
  }
  if (interrupt.signal.aborted) return interrupt.exitCode();
  throw new CliError(EXIT.noServer, 'the server ended the stream');
}

/** Shows the state a job is in; answers the exit code when it has ended. */
async function look(
  client: SluiceClient,
  id: string,
  options: ConnectionOptions,
): Promise<ExitCode | undefined> {
  const job = await fetchJob(client, id);
  const at = job.endedAt ?? job.startedAt ?? job.submittedAt;
  show({ type: 'state', job: job.id, state: job.state, at }, options);
  return hasEnded(job.state) ? showEnd(client, id, options) : undefined;
}

/** A stop's receipt is read from the job: it is whole there, whatever order the events came in. */
async function showEnd(client: SluiceClient, id: string, options: ConnectionOptions): Promise<ExitCode> {
  const job = await fetchJob(client, id);
  if (job.receipt) show({ type: 'receipt', job: job.id, receipt: job.receipt }, options);
  if (job.error) process.stderr.write(`${job.error.message}\n`);
  return EXIT_BY_END[job.state] ?? EXIT.done;
}

function fetchJob(client: SluiceClient, id: string): Promise<NativeJob> {
  return client.json<NativeJob>('GET', `/sluice/v1/jobs/${encodeURIComponent(id)}`);
}

function show(event: JobEvent, options: ConnectionOptions): void {
  if (options.quiet && event.type === 'progress') return;
  process.stdout.write(`${options.json ? JSON.stringify(event) : eventText(event)}\n`);
}

function eventText(event: JobEvent): string {
  if (event.type === 'receipt') return receiptText(event.receipt);
  if (event.type === 'state') return `${event.at}  ${event.job}  ${event.state}`;
  const { fraction, rows, bytes } = event.progress;
  const share = fraction === undefined ? '' : `${Math.floor(fraction * 100)} %  `;
  return `${event.job}  ${share}${count(rows)} rows  ${size(bytes)}`;
}
