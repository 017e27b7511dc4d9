import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { count, rowsText } from './amounts.ts';
import type { BulkDownloads, BulkSummary, CreatedBulkJob } from './bulk-job.ts';
import { SluiceClient } from './client.ts';
import { type ConnectionOptions, connectionOf, withConnectionOptions } from './connection.ts';
import { CliError, EXIT, type ExitCode } from './exit-codes.ts';
import { makeFolder } from './export-files.ts';
import { followToEnd, refuseStopped } from './follow-job.ts';
import { type Interrupt, listenForInterrupt } from './interrupt.ts';
import { type SourceFile, sourceFile, upload } from './load-upload.ts';
import type { NativeJob } from './native-job.ts';
import { printJson } from './print-json.ts';
import { progressBar } from './progress-bar.ts';
import { type RejectedRow, rejectedRows } from './rejected-rows.ts';
import { openResultOutput } from './result-output.ts';
import { stopJob } from './stop-job.ts';

/** Rejected rows that are listed; all of them are in the file. */
const LISTED = 10;

interface LoadOptions extends ConnectionOptions {
  readonly object: string;
  readonly action: 'import' | 'update' | 'delete' | 'cancel';
  readonly format?: 'csv' | 'jsonl';
  readonly delimiter: string;
  readonly headers?: readonly string[];
  readonly map: readonly { readonly source: string; readonly target: string }[];
  readonly id?: string;
  readonly custom?: boolean;
  readonly name?: string;
  readonly output?: string;
}

export function loadCommand(program: Command): void {
  withConnectionOptions(
    program
      .command('load')
      .description('Import, update, delete or cancel records from a file, as one bulk job')
      .argument('<file>', 'CSV with a row of headers, or JSON Lines')
      .requiredOption('--object <object>', 'what the records are, e.g. Account')
      .addOption(
        new Option('--action <action>', 'what becomes of them')
          .choices(['import', 'update', 'delete', 'cancel'])
          .default('import'),
      )
      .addOption(
        new Option('--format <format>', 'of the file (default: by its name, else csv)').choices([
          'csv',
          'jsonl',
        ]),
      )
      .option('--delimiter <character>', 'between the values of a CSV file', ',')
      .option('--headers <list>', 'columns of a CSV file that has no row of them: Name,Currency', listed)
      .option(
        '--map <column=field>',
        'a column fills this field; may be repeated (default: by name)',
        mapped,
        [],
      )
      .option('--id <column>', 'column with the ids of the records to change (default: Id)')
      .option('--custom', 'the object is a custom one')
      .option('--name <name>', "of the job (default: the file's)")
      .option('-o, --output <dir>', 'write success_rows and error_rows there'),
  )
    .addHelpText(
      'after',
      `
Rows that are rejected are listed with the reason, and the command exits ${EXIT.jobFailed}; the others are loaded. Ctrl-C aborts the
job on the server, prints the receipt and what was written, and exits ${EXIT.interrupted}; a second one leaves at once.

Examples:
  sluice load accounts.csv --object Account
  sluice load prices.txt --object ProductRatePlanCharge --action update --delimiter "|" --map price=Price__c -o loaded`,
    )
    .action(async (file: string, options: LoadOptions) => {
      process.exitCode = await runLoad(file, options);
    });
}

async function runLoad(path: string, options: LoadOptions): Promise<ExitCode> {
  const client = new SluiceClient(connectionOf(options));
  const file = await sourceFile(path);
  if (options.output !== undefined) await makeFolder(options.output);
  using interrupt = listenForInterrupt();
  const created = await client.json<CreatedBulkJob>(
    'POST',
    '/bulk-data/bulk-jobs',
    createBody(path, options),
  );
  const job = await sendAndFollow(client, created, file, options, interrupt.signal);
  if (job === undefined) {
    await stopJob(client, created.id, options);
    await tellWritten(client, created.id, options);
    return interrupt.exitCode();
  }
  return await finish(client, job, path, options, interrupt);
}

/** bulk-data.md §2.1. */
function createBody(path: string, options: LoadOptions): object {
  const { object, action, delimiter, headers, map, id, custom, name } = options;
  return {
    name: name ?? path,
    objectType: object,
    jobType: action,
    fileType: formatOf(path, options),
    delimiter,
    ...(headers !== undefined && { hasHeaders: false, headers }),
    ...(map.length > 0 && { mappings: map }),
    ...(id !== undefined && { rowIdHeader: id }),
    ...(custom === true && { isCustomObject: true }),
  };
}

function formatOf(path: string, { format }: Pick<LoadOptions, 'format'>): 'csv' | 'jsonl' {
  return format ?? (/\.(jsonl|ndjson)$/i.test(path) ? 'jsonl' : 'csv');
}

/** `undefined`: the user wants it stopped. */
async function sendAndFollow(
  client: SluiceClient,
  { id, uploadUrl }: CreatedBulkJob,
  file: SourceFile,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<NativeJob | undefined> {
  const bar = progressBar(!options.quiet);
  try {
    await upload(client, uploadUrl, file, { bar, signal });
  } catch (error) {
    if (signal.aborted) return undefined;
    // A job that waits for a file that will not come is of no use to anybody.
    await client.json('POST', `/bulk-data/bulk-jobs/${id}/cancellations`).catch(() => undefined);
    throw error;
  } finally {
    bar.clear();
  }
  if (signal.aborted) return undefined;
  await client.json('POST', `/bulk-data/bulk-jobs/${id}/submissions`);
  return await followToEnd(client, id, signal, !options.quiet, rejectedSoFar);
}

function rejectedSoFar({ progress }: NativeJob): string {
  return progress?.failed ? `${count(progress.failed)} rejected  ` : '';
}

async function tellWritten(
  client: SluiceClient,
  id: string,
  { json, quiet }: Pick<LoadOptions, 'json' | 'quiet'>,
): Promise<void> {
  if (json || quiet) return;
  process.stderr.write(`${countsText(await summaryOf(client, id))}\n`);
}

async function finish(
  client: SluiceClient,
  job: NativeJob,
  path: string,
  options: LoadOptions,
  interrupt: Interrupt,
): Promise<ExitCode> {
  const { id } = job;
  refuseStopped(job, options);
  const summary = await summaryOf(client, id);
  if (job.state === 'failed') {
    if (options.json) printJson(summary);
    throw new CliError(
      EXIT.jobFailed,
      `${summary.failureReason ?? `job ${id} failed`}; ${countsText(summary)} (job ${id})`,
    );
  }
  try {
    const rejected = await takeFiles(client, summary, path, options, interrupt.signal);
    if (options.json) printJson({ ...summary, rejected });
    if (!options.quiet) {
      process.stderr.write(rejected.map(({ code, message }) => `rejected (${code}): ${message}\n`).join(''));
      process.stderr.write(`${moreText(summary, rejected, options)}${countsText(summary)} (job ${id})\n`);
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write(`job ${id} is completed; the download was broken off\n`);
    return interrupt.exitCode();
  }
  return summary.rowsFailed ? EXIT.jobFailed : EXIT.done;
}

/** Writes the result files where they are wanted. Answers the first rejected rows. */
async function takeFiles(
  client: SluiceClient,
  { id, rowsFailed }: BulkSummary,
  path: string,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<readonly RejectedRow[]> {
  const { output, delimiter } = options;
  if (output === undefined && !rowsFailed) return [];
  const format = formatOf(path, options);
  const links = await client.json<BulkDownloads>('GET', `/bulk-data/bulk-jobs/${id}/downloads`);
  for (const [name, link] of [
    ['success_rows', links.successRowsFile],
    ['error_rows', links.errorRowsFile],
  ] as const) {
    if (output === undefined) continue;
    await using place = await openResultOutput(join(output, `${name}.${format}`), 'none');
    await place.write(await client.download(link, signal));
  }
  if (!rowsFailed) return [];
  return rejectedRows(await client.download(links.errorRowsFile, signal), { format, delimiter }, LISTED);
}

function moreText(
  { rowsFailed = 0 }: BulkSummary,
  rejected: readonly RejectedRow[],
  { output }: Pick<LoadOptions, 'output'>,
): string {
  const more = rowsFailed - rejected.length;
  if (more <= 0) return '';
  return `… and ${count(more)} more: ${output === undefined ? 'add --output DIR for all of them' : `see ${output}`}\n`;
}

function countsText({ rowCount, rowsSucceeded = 0, rowsFailed = 0 }: BulkSummary): string {
  const untried = rowCount === undefined ? 0 : rowCount - rowsSucceeded - rowsFailed;
  return [
    `${rowsText(rowsSucceeded)} written`,
    `${count(rowsFailed)} rejected`,
    ...(untried > 0 ? [`${count(untried)} not tried`] : []),
  ].join(', ');
}

function summaryOf(client: SluiceClient, id: string): Promise<BulkSummary> {
  return client.json<BulkSummary>('GET', `/bulk-data/bulk-jobs/${id}/summary`);
}

function listed(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}

function mapped(text: string, before: LoadOptions['map']): LoadOptions['map'] {
  const [, source, target] = /^(.+)=([^=]+)$/.exec(text) ?? [];
  if (source === undefined || target === undefined) throw new InvalidArgumentError('Allowed: COLUMN=FIELD.');
  return [...before, { source, target }];
}
