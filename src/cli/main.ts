#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { VERSION } from '../config/version.ts';
import { cancelCommand } from './cancel.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { jobsCommand } from './jobs.ts';
import { queryCommand } from './query.ts';
import { seedCommand } from './seed.ts';
import { serveCommand } from './serve.ts';
import { watchCommand } from './watch.ts';

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

for (const register of [serveCommand, queryCommand, jobsCommand, watchCommand, cancelCommand, seedCommand])
  register(program);

// Leaving a pipe early (`| head`) is the reader's right.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

/** Says on stderr what went wrong, in the words of whoever raised it, and answers the exit code. */
function tell(error: unknown): number {
  // Commander has printed its text (or the help that was asked for) itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof CliError) {
    process.stderr.write(`sluice: ${error.message}\n`);
    return error.exitCode;
  }
  // Not foreseen: the stack is what a report of it needs.
  process.stderr.write(`sluice: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.jobFailed;
}
