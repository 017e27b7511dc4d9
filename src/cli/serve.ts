import type { Command } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { variableOf } from '../config/option-table.ts';
import type { Options } from '../config/options.ts';
import { systemClock } from '../config/system-clock.ts';
import type { Sluice } from '../main.ts';
import { readyBanner, readyLine } from './banner.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { signalCounter } from './second-signal.ts';
import { optionsOf, withServerOptions } from './server-options.ts';

/** A signal ends the server within 5 s (operating.md §2); what is left of them is for Node itself. */
const STOP_WITHIN_MS = 4_800;

export function serveCommand(program: Command): void {
  withServerOptions(
    program
      .command('serve')
      .description('Start a server and keep it running until Ctrl-C')
      .option('--json', 'print the ready line as JSON also on a terminal'),
  )
    .addHelpText(
      'after',
      `
Every option is also a variable (--data-dir is ${variableOf('data-dir')}) and a key of sluice.yaml (data-dir).
A flag beats a variable, a variable beats the file.

Examples:
  sluice serve
  sluice serve --port 0 --ephemeral --seed medium --limit dataQuery.live.maxRunning=2`,
    )
    .action(({ json, ...flags }: { json?: boolean } & Record<string, unknown>) =>
      serve(flags, json === true),
    );
}

async function serve(flags: Record<string, unknown>, json: boolean): Promise<void> {
  const options = optionsOf(flags);
  const asked = onFirstSignal(options.drainMs + STOP_WITHIN_MS);
  const sluice = await openServer(options);
  process.stdout.write(json || !process.stdout.isTTY ? readyLine(sluice) : readyBanner(sluice));
  await asked;
  await sluice.stop();
  process.exit(EXIT.done);
}

/**
 * Starts the server in this process. Its code is loaded only now: the other commands stay quick.
 * @throws CliError with the server's own words (data directory in use, port taken, a file that cannot be read)
 */
export async function openServer(options: Options): Promise<Sluice> {
  const { startServer } = await import('../main.ts');
  try {
    return await startServer(options);
  } catch (error) {
    if (!(error instanceof Error) || options.logLevel === 'debug') throw error;
    throw new CliError(error instanceof ConfigError ? EXIT.usage : EXIT.jobFailed, error.message);
  }
}

/**
 * Resolves at the first SIGTERM or SIGINT. The process ends `withinMs` later at the latest, and at once at a second
 * signal: whatever was running is found again by the next start, as after a crash.
 */
function onFirstSignal(withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const counted = signalCounter();
    const handler = (): void => {
      const which = counted();
      if (which === 'second') process.exit(EXIT.interrupted);
      if (which === 'echo') return;
      systemClock.machine.after(withinMs, () => {
        process.stderr.write(`sluice: not closed within ${withinMs} ms; leaving, as after a crash\n`);
        process.exit(EXIT.jobFailed);
      });
      resolve();
    };
    process.on('SIGTERM', handler);
    process.on('SIGINT', handler);
  });
}
