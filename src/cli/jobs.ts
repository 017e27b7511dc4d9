import { type Command, InvalidArgumentError, Option } from 'commander';
import { count, size } from './amounts.ts';
import { SluiceClient } from './client.ts';
import { type ConnectionOptions, connectionOf, withConnectionOptions } from './connection.ts';
import type { NativeJob } from './native-job.ts';
import { table } from './table.ts';

const STATES = ['open', 'queued', 'running', 'stopping', 'completed', 'failed', 'stopped'];
const DEFAULT_LIMIT = 20;

interface JobsOptions extends ConnectionOptions {
  readonly family?: string;
  readonly state?: string;
  readonly limit: number;
}

export function jobsCommand(program: Command): void {
  withConnectionOptions(
    program
      .command('jobs')
      .description('List the jobs of all families, newest first')
      .option('--family <family>', 'one family only, for example data-query')
      .addOption(new Option('--state <state>', 'one state only').choices(STATES))
      .option('--limit <count>', 'as many at most', positive, DEFAULT_LIMIT),
  )
    .addHelpText(
      'after',
      `
Examples:
  sluice jobs --state running
  sluice jobs --limit 100 --json | jq -r '.[] | select(.state == "failed") | .id'`,
    )
    .action(async (options: JobsOptions) => {
      const query = new URLSearchParams({ limit: String(options.limit) });
      if (options.family !== undefined) query.set('family', options.family);
      if (options.state !== undefined) query.set('state', options.state);
      const client = new SluiceClient(connectionOf(options));
      const { jobs } = await client.json<{ jobs: NativeJob[] }>('GET', `/sluice/v1/jobs?${query}`);
      process.stdout.write(options.json ? `${JSON.stringify(jobs)}\n` : jobTable(jobs));
    });
}

function jobTable(jobs: readonly NativeJob[]): string {
  const rows = jobs.map((job) => [
    job.id,
    job.family,
    job.state,
    count(job.progress?.rows ?? 0),
    size(job.progress?.bytes ?? 0),
    job.submittedAt,
  ]);
  return table([['ID', 'FAMILY', 'STATE', 'ROWS', 'SIZE', 'SUBMITTED'], ...rows]);
}

function positive(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number from 1.');
}
