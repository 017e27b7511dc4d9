import { Command } from 'commander';
import { VERSION } from '../config/version.ts';
import { cancelCommand } from './cancel.ts';
import { completionCommand } from './completion.ts';
import { configCommand } from './config.ts';
import { doctorCommand } from './doctor.ts';
import { EXIT } from './exit-codes.ts';
import { exportCommand } from './export.ts';
import { jobsCommand } from './jobs.ts';
import { labCommand } from './lab.ts';
import { loadCommand } from './load.ts';
import { principalsCommand } from './principals.ts';
import { pullCommand } from './pull.ts';
import { queryCommand } from './query.ts';
import { seedCommand } from './seed.ts';
import { serveCommand } from './serve.ts';
import { watchCommand } from './watch.ts';
import { whyCommand } from './why.ts';

/** Each adds its command; help lists them in this order. */
const COMMANDS = [
  serveCommand,
  queryCommand,
  exportCommand,
  loadCommand,
  jobsCommand,
  watchCommand,
  whyCommand,
  cancelCommand,
  seedCommand,
  pullCommand,
  principalsCommand,
  labCommand,
  doctorCommand,
  configCommand,
  completionCommand,
];

/** The whole command line (operating.md §6), not yet run. */
export function createProgram(): Command {
  const program = new Command('sluice')
    .description(
      "Zuora's asynchronous data-job APIs on your own machine: submit, poll, download, stop for certain",
    )
    .version(VERSION)
    .exitOverride()
    .addHelpText(
      'after',
      `
Exit codes: ${EXIT.done} done, ${EXIT.jobFailed} the job failed, ${EXIT.usage} usage, ${EXIT.refused} refused or not signed in, ${EXIT.notFound} not found, ${EXIT.stopped} stopped by someone else,
${EXIT.noServer} no server, ${EXIT.interrupted} Ctrl-C

Examples:
  sluice serve
  sluice query "SHOW TABLES"`,
    );
  for (const register of COMMANDS) register(program);
  sayWhereHelpIs(program, 'sluice');
  return program;
}

/** Wrong usage of a command ends with how to see its right one. */
function sayWhereHelpIs(command: Command, path: string): void {
  command
    .showHelpAfterError(`See: ${path} --help`)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'sluice: ')) });
  for (const child of command.commands) sayWhereHelpIs(child, `${path} ${child.name()}`);
}
