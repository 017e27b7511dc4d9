import type { Command } from 'commander';
import { SluiceClient } from './client.ts';
import { type ConnectionOptions, connectionOf, withConnectionOptions } from './connection.ts';
import { EXIT } from './exit-codes.ts';

/** Shape of `GET /sluice/v1/jobs/{id}/why`, as far as it is printed. */
interface Why {
  readonly id: string;
  readonly family: string;
  readonly state: string;
  readonly since: string;
  readonly summary: string;
  readonly waitsFor?: { readonly jobs?: Jobs };
  readonly ahead?: Jobs;
  readonly limit?: { readonly name: string; readonly figure?: number; readonly toChange: string };
}

interface Jobs {
  readonly count: number;
  readonly ids: readonly string[];
}

export function whyCommand(program: Command): void {
  withConnectionOptions(
    program
      .command('why')
      .description('Say why a job is where it is: what it waits for, what is ahead, which limit holds it')
      .argument('<id>', 'id of the job'),
  )
    .addHelpText(
      'after',
      `
One look at one moment; of an ended job it says how it ended. A job that is not there: exit ${EXIT.notFound}.

Examples:
  sluice why 7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11
  sluice why 7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11 --json | jq -r .limit.name`,
    )
    .action(async (id: string, options: ConnectionOptions) => {
      const client = new SluiceClient(connectionOf(options));
      const why = await client.json<Why>('GET', `/sluice/v1/jobs/${encodeURIComponent(id)}/why`);
      process.stdout.write(`${options.json ? JSON.stringify(why) : whyText(why)}\n`);
    });
}

function whyText({ family, state, since, summary, waitsFor, ahead, limit }: Why): string {
  return [
    summary,
    `  ${state} since ${since} (${family})`,
    ...named('held by', waitsFor?.jobs),
    ...named('ahead', ahead),
    ...(limit === undefined ? [] : [`  limit      ${limit.name}: ${limit.toChange}`]),
  ].join('\n');
}

/** Ids that may be seen, and how many more there are. */
function named(what: string, jobs: Jobs | undefined): readonly string[] {
  if (jobs === undefined || jobs.count === 0) return [];
  const more = jobs.count - jobs.ids.length;
  return [
    ...jobs.ids.map((id) => `  ${what.padEnd(9)}  ${id}`),
    ...(more > 0 ? [`  ${what.padEnd(9)}  ${more} ${jobs.ids.length > 0 ? 'more' : 'not shown'}`] : []),
  ];
}
