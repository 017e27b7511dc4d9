import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../config/system-clock.ts';
import { SluiceClient } from './client.ts';
import {
  type ConnectionOptions,
  connectionOf,
  DEFAULT_URL,
  type Server,
  serverOf,
  withConnectionOptions,
} from './connection.ts';
import { type Check, ok, wrong } from './doctor/check.ts';
import { checkClock, checkDisk, checkVersions, type ServerFacts } from './doctor/check-machine.ts';
import { checkServer } from './doctor/check-server.ts';
import { type Finding, findingsText } from './doctor/findings-text.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { directoryOf } from './operator-connection.ts';
import { printJson } from './print-json.ts';
import { table } from './table.ts';

interface DoctorOptions extends ConnectionOptions {
  readonly dataDir?: string;
}

interface Answer {
  readonly server: ServerFacts;
  readonly watchedSince: string;
  readonly findings: readonly Finding[];
}

export function doctorCommand(program: Command): void {
  withConnectionOptions(
    program
      .command('doctor')
      .description('Check this installation and a server, and say what its clients do wrong')
      .option('--data-dir <dir>', 'data directory of the server, to see how much room there is for it'),
  )
    .addHelpText(
      'after',
      `
Looks at the address, the server and its parts, versions of Node and DuckDB, room of the data directory, the clock; then at how clients use the
server: jobs polled for ever, never downloaded, left running, and more. Exits ${EXIT.done} when all is well, 1 when something is wrong.

Examples:
  sluice doctor
  sluice doctor --json | jq -r '.findings[] | "\\(.finding) \\(.what)"'`,
    )
    .action(async (options: DoctorOptions) => {
      const seen = await look(options);
      const well = seen.checks.every(({ state }) => state !== 'wrong') && (seen.findings ?? []).length === 0;
      if (options.json) printJson({ ok: well, ...seen });
      else process.stdout.write(`${checksText(seen.checks)}${findingsText(seen.findings ?? [])}`);
      process.exitCode = well ? EXIT.done : EXIT_WRONG;
    });
}

/** As the job commands use it: what was asked for went wrong. */
const EXIT_WRONG = EXIT.jobFailed;

interface Seen {
  readonly checks: readonly Check[];
  /** Absent where the server could not be asked. */
  readonly watchedSince?: string;
  readonly findings?: readonly Finding[];
}

async function look(options: DoctorOptions): Promise<Seen> {
  const server = serverOf(options, process.env, process.env['SLUICE_URL'] ?? DEFAULT_URL);
  const reached = await checkServer(server);
  const disk = await checkDisk(dataDirectory(options, server));
  if (reached[0]?.state === 'wrong') return { checks: [...reached, await checkVersions(undefined), disk] };
  const from = systemClock.machine.now();
  let answer: Answer;
  try {
    answer = await new SluiceClient(connectionOf(options)).json<Answer>('GET', '/sluice/v1/doctor');
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { checks: [...reached, wrong('clients', error.message), await checkVersions(undefined), disk] };
  }
  const clock = checkClock(answer.server, { from, to: systemClock.machine.now() });
  const { watchedSince, findings } = answer;
  const clients =
    findings.length === 0
      ? ok('clients', `nothing wrong seen since ${watchedSince}`)
      : wrong(
          'clients',
          `${findings.length === 1 ? '1 finding' : `${findings.length} findings`} since ${watchedSince}`,
        );
  return {
    checks: [...reached, await checkVersions(answer.server), disk, clock, clients],
    watchedSince,
    findings,
  };
}

/** The one that was named; else the one that a server started here would have, when it is that server's. */
function dataDirectory({ dataDir }: DoctorOptions, { url }: Server): string | undefined {
  const directory = directoryOf(dataDir, process.env, process.cwd());
  if (dataDir !== undefined) return directory;
  try {
    const { url: its } = JSON.parse(readFileSync(join(directory, 'operator.json'), 'utf8')) as {
      url: string;
    };
    return its === url ? directory : undefined;
  } catch {
    return undefined;
  }
}

function checksText(checks: readonly Check[]): string {
  const rows = checks.map(({ check, state, detail }) => [state === 'unknown' ? '?' : state, check, detail]);
  return table(rows);
}
