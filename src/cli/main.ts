#!/usr/bin/env node
import { CommanderError } from 'commander';
import { CliError, EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';

// Leaving a pipe early (`| head`) is the reader's right.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await createProgram().parseAsync();
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
