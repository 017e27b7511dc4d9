import { readdirSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { systemClock } from '../config/system-clock.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { openServer } from './serve.ts';
import { optionsOf } from './server-options.ts';

interface SeedOptions {
  readonly size: 'small' | 'medium' | 'large';
  readonly dataDir?: string;
  readonly seedNumber?: string;
  readonly data?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function seedCommand(program: Command): void {
  program
    .command('seed')
    .description(
      'Fill a data directory without leaving a server running, so that the next serve is ready at once',
    )
    .addOption(
      new Option('--size <size>', 'about 1,000, 100,000 or 1,000,000 accounts')
        .choices(['small', 'medium', 'large'])
        .default('small'),
    )
    .option('--data-dir <dir>', 'directory to fill, new or empty (default: ./.sluice)')
    .option('--seed-number <number>', 'same number, same data (default: 42)')
    .option('--data <dir>', 'load <Object>.csv, .parquet, .jsonl (also .gz) of a folder afterwards')
    .option('--json', 'print the result as JSON on stdout')
    .option('--quiet', 'no summary on stderr')
    .addHelpText(
      'after',
      `
Examples:
  sluice seed --size medium
  sluice seed --size large --data-dir /tmp/load-test && sluice serve --data-dir /tmp/load-test`,
    )
    .action(seed);
}

async function seed({ size, json, quiet, ...flags }: SeedOptions): Promise<void> {
  const started = systemClock.machine.monotonic();
  // A server of its own, on a free port, that ends when its data is in place: the one way data is made.
  const options = optionsOf({ ...flags, seed: size, port: '0', logLevel: 'warn' });
  refuseFilled(options.dataDir);
  await using sluice = await openServer(options);
  const ms = Math.round(systemClock.machine.monotonic() - started);
  if (json) process.stdout.write(`${JSON.stringify({ dataDir: sluice.dataDir, size, ms })}\n`);
  else if (!quiet) process.stderr.write(`seeded ${size} in ${sluice.dataDir} in ${ms} ms\n`);
}

/** A server seeds a tenant once; on a directory that was used before nothing would happen. */
function refuseFilled(dataDir: string): void {
  if (entries(dataDir) === 0) return;
  throw new CliError(
    EXIT.usage,
    `--data-dir ${dataDir}: not empty; seed fills a new or empty directory: name another one, or remove this one first`,
  );
}

function entries(directory: string): number {
  try {
    return readdirSync(directory).length;
  } catch {
    // Not there yet; one that cannot be read is the server's to complain about.
    return 0;
  }
}
