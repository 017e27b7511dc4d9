import { type Command, InvalidArgumentError, Option } from 'commander';
import { rowsText, size } from './amounts.ts';
import { SluiceClient } from './client.ts';
import { type ConnectionOptions, connectionOf, withConnectionOptions } from './connection.ts';
import { CliError, EXIT, type ExitCode } from './exit-codes.ts';
import { followToEnd, refuseStopped } from './follow-job.ts';
import { type Interrupt, listenForInterrupt } from './interrupt.ts';
import type { NativeJob } from './native-job.ts';
import { printJson } from './print-json.ts';
import { openResultOutput, type ResultOutput } from './result-output.ts';
import { readSql } from './sql-input.ts';
import { stopJob } from './stop-job.ts';

interface QueryOptions extends ConnectionOptions {
  readonly format: 'json' | 'csv' | 'tsv' | 'dsv';
  readonly compression: 'none' | 'gzip' | 'zip';
  readonly separator?: string;
  readonly deleted?: boolean;
  readonly output?: string;
}

/** The part of a Data Query job (data-query contract §1.2) that this command needs. */
interface DataQueryJob {
  readonly data: {
    readonly id: string;
    readonly dataFile?: string;
    readonly outputRows?: number;
    readonly errorMessage?: string;
  };
}

export function queryCommand(program: Command): void {
  withConnectionOptions(
    program
      .command('query')
      .description('Run Trino SQL as a Data Query job and download its result')
      .argument('<sql>', 'the statement; - reads it from stdin')
      .option('-o, --output <file>', 'write the result there (default: stdout)')
      .addOption(
        new Option('--format <format>', 'format of the result; json is JSON Lines')
          .choices(['json', 'csv', 'tsv', 'dsv'])
          .default('csv'),
      )
      .addOption(
        new Option('--compression <compression>', 'of the result file')
          .choices(['none', 'gzip', 'zip'])
          .default('none'),
      )
      .option('--separator <character>', 'separator for --format dsv (default: |)', oneCharacter)
      .option('--deleted', 'read deleted rows only'),
  )
    .addHelpText(
      'after',
      `
Ctrl-C stops the job on the server, prints the receipt and exits ${EXIT.interrupted}; a second one leaves at once.
With --json, stdout gets the job instead of its rows, and -o gets the rows.

Examples:
  sluice query "SELECT accountnumber, balance FROM account ORDER BY balance DESC LIMIT 10"
  sluice query "SELECT * FROM invoice" --format json --compression gzip -o invoice.jsonl.gz`,
    )
    .action(async (sql: string, options: QueryOptions) => {
      process.exitCode = await runQuery(sql, options);
    });
}

async function runQuery(sqlArgument: string, options: QueryOptions): Promise<ExitCode> {
  const client = new SluiceClient(connectionOf(options));
  const sql = await readSql(sqlArgument);
  // Opened before there is a job, so that a file that cannot be written is known in time. With --json and no file the
  // rows are not fetched: stdout is the job's, and its dataFile says where they are.
  const wanted = options.output !== undefined || !options.json;
  await using output = wanted ? await openResultOutput(options.output, options.compression) : undefined;
  using interrupt = listenForInterrupt();

  const submitted = await client.json<DataQueryJob>('POST', '/query/jobs', {
    query: sql,
    outputFormat: options.format.toUpperCase(),
    compression: options.compression.toUpperCase(),
    output: { target: 'S3' },
    ...(options.separator === undefined ? {} : { columnSeparator: options.separator }),
    ...(options.deleted ? { readDeleted: true } : {}),
  });
  const { id } = submitted.data;

  const job = await followToEnd(client, id, interrupt.signal, !options.quiet);
  if (!job) {
    await stopJob(client, id, options);
    return interrupt.exitCode();
  }
  return await finish(client, job, options, output, interrupt);
}

async function finish(
  client: SluiceClient,
  job: NativeJob,
  options: QueryOptions,
  output: ResultOutput | undefined,
  interrupt: Interrupt,
): Promise<ExitCode> {
  refuseStopped(job, options);
  const { data } = await client.json<DataQueryJob>('GET', `/query/jobs/${job.id}`);
  if (job.state === 'failed') {
    if (options.json) printJson(job);
    throw new CliError(EXIT.jobFailed, data.errorMessage ?? job.error?.message ?? `job ${job.id} failed`);
  }
  if (output && data.dataFile !== undefined) {
    try {
      await output.write(await client.download(data.dataFile, interrupt.signal));
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      process.stderr.write(`job ${job.id} is completed; the download was broken off\n`);
      return interrupt.exitCode();
    }
  }
  if (options.json)
    printJson({ ...job, dataFile: data.dataFile, ...(options.output ? { output: options.output } : {}) });
  if (!options.quiet) {
    const bytes = output ? `, ${size(output.written)}` : '';
    const where = options.output === undefined ? '' : ` in ${options.output}`;
    process.stderr.write(`${rowsText(data.outputRows ?? 0)}${bytes}${where} (job ${job.id})\n`);
  }
  return EXIT.done;
}

function oneCharacter(text: string): string {
  if ([...text].length === 1) return text;
  throw new InvalidArgumentError('It is one character.');
}
