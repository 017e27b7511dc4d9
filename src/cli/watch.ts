import type { Command } from 'commander';
import { rowsText, size } from './amounts.ts';
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
  try {
    let lastState: JobState | undefined;
    // The stream of one job begins with the state it is in.
    for await (const event of jobEvents(client, id, AbortSignal.any([interrupt.signal, ended.signal]))) {
      if (id === undefined) show(event, options);
      else if (event.type === 'progress') show(event, options);
      else if (event.type === 'state' && event.state !== lastState) {
        lastState = event.state;
        show(event, options);
        if (hasEnded(event.state)) return await showEnd(client, id, options);
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

/** A stop's receipt is read from the job: it is whole there, whatever order the events came in. */
async function showEnd(client: SluiceClient, id: string, options: ConnectionOptions): Promise<ExitCode> {
  const job = await client.json<NativeJob>('GET', `/sluice/v1/jobs/${encodeURIComponent(id)}`);
  if (job.receipt) show({ type: 'receipt', job: job.id, receipt: job.receipt }, options);
  if (job.error) process.stderr.write(`${job.error.message}\n`);
  return EXIT_BY_END[job.state] ?? EXIT.done;
}

/** Progress that says nothing new since the line before it is left out, but for programs. */
function show(event: JobEvent, options: ConnectionOptions): void {
  if (options.quiet && event.type === 'progress') return;
  const line = options.json ? JSON.stringify(event) : eventText(event);
  if (!options.json && event.type === 'progress' && line === lastLine) return;
  lastLine = line;
  process.stdout.write(`${line}\n`);
}
let lastLine: string | undefined;

function eventText(event: JobEvent): string {
  if (event.type === 'receipt') return receiptText(event.receipt);
  if (event.type === 'state') return `${event.at}  ${event.job}  ${event.state}`;
  const { fraction, rows, bytes } = event.progress;
  const share = fraction === undefined ? '' : `${Math.floor(fraction * 100)} %  `;
  return `${event.job}  ${share}${rowsText(rows)}  ${size(bytes)}`;
}
