import { type Command, InvalidArgumentError, Option } from 'commander';
import { rowsText, size } from './amounts.ts';
import { type AquaAnswer, type AquaJob, jobIn, toldOf } from './aqua-job.ts';
import { SluiceClient } from './client.ts';
import { type ConnectionOptions, connectionOf, withConnectionOptions } from './connection.ts';
import { CliError, EXIT, type ExitCode } from './exit-codes.ts';
import { downloadBatch, type ExportFormat, makeFolder, type WrittenFile } from './export-files.ts';
import { type NamedQuery, nameQueries } from './export-queries.ts';
import { followToEnd, refuseStopped } from './follow-job.ts';
import { type Interrupt, listenForInterrupt } from './interrupt.ts';
import type { NativeJob } from './native-job.ts';
import { printJson } from './print-json.ts';
import { readSql } from './sql-input.ts';
import { stopJob } from './stop-job.ts';

interface ExportOptions extends ConnectionOptions {
  readonly format: ExportFormat;
  readonly output?: string;
  readonly stateful?: { readonly partner: string; readonly project: string };
  readonly labels?: boolean;
  readonly utc?: boolean;
  readonly deleted?: string;
  readonly name?: string;
}

export function exportCommand(program: Command): void {
  withConnectionOptions(
    program
      .command('export')
      .description('Run Export ZOQL queries as one AQuA job and download their files')
      .argument('<query...>', 'the queries, also as name=select …; - reads one from stdin')
      .option('-o, --output <dir>', 'write a file for each query there (default: stdout, for one query)')
      .addOption(
        new Option('--format <format>', 'of the files').choices(['csv', 'zip', 'gzip']).default('csv'),
      )
      .option('--stateful <partner/project>', 'only what changed since the last job of this session', session)
      .option('--deleted <column>', 'deleted rows too, with a first column that tells them')
      .option('--labels', 'labels in the header (Account: Account Number), not names (Account.AccountNumber)')
      .option('--utc', 'date-times in UTC (default: in the zone of the tenant)')
      .option('--name <name>', 'name of the job'),
  )
    .addHelpText(
      'after',
      `
A file is named after its query: the name before "=", else the object. Ctrl-C stops the job on the server, prints the
receipt and exits ${EXIT.interrupted}; a second one leaves at once. With --json, stdout gets the job instead of its rows.

Examples:
  sluice export "select Id, AccountNumber, BillToContact.WorkEmail from Account"
  sluice export "select * from Invoice" "lines=select *, Invoice.Id from InvoiceItem" --format gzip -o exports`,
    )
    .action(async (queries: readonly string[], options: ExportOptions) => {
      process.exitCode = await runExport(queries, options);
    });
}

async function runExport(texts: readonly string[], options: ExportOptions): Promise<ExitCode> {
  const client = new SluiceClient(connectionOf(options));
  const queries = nameQueries(await Promise.all(texts.map(readSql)));
  const { output, format, json, stateful } = options;
  const wanted = output !== undefined || !json;
  if (output !== undefined) await makeFolder(output);
  else if (wanted && queries.length > 1)
    throw new CliError(EXIT.usage, `${queries.length} queries have as many files: add --output DIR`);
  else if (wanted && format !== 'csv' && stateful !== undefined)
    throw new CliError(EXIT.usage, `a stateful load may have several ${format} files: add --output DIR`);
  else if (wanted && format !== 'csv' && process.stdout.isTTY)
    throw new CliError(EXIT.usage, `${format} bytes do not belong on a terminal: add --output DIR`);
  using interrupt = listenForInterrupt();

  const body = submitOf(queries, options);
  const { id } = jobIn(await client.json<AquaAnswer>('POST', '/v1/batch-query/', body));
  const job = await followToEnd(client, id, interrupt.signal, !options.quiet, workedOn);
  if (!job) {
    await stopJob(client, id, options);
    return interrupt.exitCode();
  }
  return await finish(client, { id, job, queries, wanted }, options, interrupt);
}

/** aqua.md §1.4. Both modes are of version 1.1; without partner and project it is stateless. */
function submitOf(queries: readonly NamedQuery[], options: ExportOptions): object {
  const { format, name, labels, utc, stateful, deleted } = options;
  const marked = deleted && { column: deleted, format: 'Boolean', forceExport: stateful === undefined };
  return {
    version: '1.1',
    format,
    ...(name !== undefined && { name }),
    useQueryLabels: labels !== true,
    dateTimeUtc: utc === true,
    ...stateful,
    queries: queries.map((query) => ({ ...query, type: 'zoqlexport', ...(marked && { deleted: marked }) })),
  };
}

/** `Invoice (2 of 3)  ` of the query that runs; of a single one nothing. */
function workedOn({ units }: NativeJob): string {
  const at = units.findIndex(({ state }) => state !== 'completed');
  const unit = units[at];
  return unit === undefined || units.length < 2 ? '' : `${unit.name} (${at + 1} of ${units.length})  `;
}

interface EndedExport {
  /** As AQuA writes it. */
  readonly id: string;
  readonly job: NativeJob;
  readonly queries: readonly NamedQuery[];
  /** Whether the files are. */
  readonly wanted: boolean;
}

async function finish(
  client: SluiceClient,
  { id, job, queries, wanted }: EndedExport,
  options: ExportOptions,
  interrupt: Interrupt,
): Promise<ExitCode> {
  refuseStopped(job, options);
  const { batches } = await client.json<AquaJob>('GET', `/v1/batch-query/jobs/${id}`);
  if (job.state === 'failed') {
    if (options.json) printJson(job);
    const told = toldOf(batches).join('\n  ');
    throw new CliError(EXIT.jobFailed, told || (job.error?.message ?? `job ${job.id} failed`));
  }
  const files: WrittenFile[] = [];
  try {
    for (const [i, batch] of wanted ? batches.entries() : []) {
      const { name } = queries[i] ?? { name: `query-${i + 1}` };
      files.push(...(await downloadBatch(client, batch, name, options, interrupt.signal)));
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write(`job ${job.id} is completed; the download was broken off\n`);
    return interrupt.exitCode();
  }
  if (options.json) printJson({ ...job, batches, ...(wanted && { files }) });
  if (!options.quiet) process.stderr.write(summary(job, batches, files));
  return EXIT.done;
}

function summary(job: NativeJob, batches: AquaJob['batches'], files: readonly WrittenFile[]): string {
  const lines = files.flatMap(({ bytes, file }) => (file === undefined ? [] : [`${file}  ${size(bytes)}\n`]));
  const rows = batches.reduce((sum, { recordCount }) => sum + recordCount, 0);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const written = files.length > 0 ? `, ${size(bytes)}` : '';
  const changes = batches.some(({ full }) => !full) ? ' changed since the last job' : '';
  return `${lines.join('')}${rowsText(rows)}${changes}${written} (job ${job.id})\n`;
}

function session(text: string): { partner: string; project: string } {
  const [, partner, project] = /^([^/]+)\/(.+)$/.exec(text) ?? [];
  if (partner !== undefined && project !== undefined) return { partner, project };
  throw new InvalidArgumentError('Allowed: PARTNER/PROJECT.');
}
