import { type Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../config/system-clock.ts';
import { count, rowsText } from './amounts.ts';
import { SluiceClient } from './client.ts';
import {
  type Connection,
  type ConnectionOptions,
  connectionOf,
  withConnectionOptions,
} from './connection.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { printJson } from './print-json.ts';
import { progressBar } from './progress-bar.ts';
import { type PulledObject, pullObject } from './pull/pull-object.ts';
import { PullState } from './pull/pull-state.ts';
import { AquaSource } from './pull/source.ts';

/** Beside the data directory that `sluice serve` takes by default. */
const STATE_FILE = '.sluice-pull.json';
/** Some tens of MB of CSV: quick to repeat, and few jobs. */
const ROWS_A_WINDOW = 100_000;

interface PullOptions extends ConnectionOptions {
  readonly from: string;
  readonly object: readonly string[];
  readonly fromClientId?: string;
  readonly fromClientSecret?: string;
  readonly fromCa?: string;
  readonly state: string;
  readonly windowRows: number;
}

export function pullCommand(program: Command): void {
  withConnectionOptions(
    program
      .command('pull')
      .description('Read objects from any AQuA endpoint and write their rows into this server')
      .requiredOption('--from <url>', 'address of the endpoint to read')
      .requiredOption('--object <names>', 'objects to read, comma-separated', names)
      .option('--from-client-id <id>', 'OAuth client there (or SLUICE_FROM_CLIENT_ID)')
      .option(
        '--from-client-secret <secret>',
        'its secret (or SLUICE_FROM_CLIENT_SECRET, which no list of processes shows)',
      )
      .option(
        '--from-ca <file>',
        'certificate to trust there beside the public ones, PEM (or SLUICE_FROM_CA)',
      )
      .option('--state <file>', 'where it is kept how far each object is', STATE_FILE)
      .option('--window-rows <count>', 'rows to aim at in one export', positive, ROWS_A_WINDOW),
  )
    .addHelpText(
      'after',
      `
Rows are read by the time of their last change, in windows, and written with their ids and dates. Broken off, the same
command goes on where it was; when it was done, it reads what has changed since. Deleted rows are deleted here too.

Examples:
  sluice pull --from https://rest.apisandbox.zuora.com --object Account,Invoice
  sluice pull --from http://127.0.0.1:9000 --object Account --state account.json`,
    )
    .action(async (options: PullOptions) => {
      process.exitCode = await runPull(options);
    });
}

async function runPull(options: PullOptions): Promise<ExitCode> {
  using interrupt = listenForInterrupt();
  const { signal } = interrupt;
  const to = connectionOf(options);
  const from = sourceOf(options);
  const state = new PullState(options.state, { from: from.url, to: to.url });
  const source = new AquaSource(new SluiceClient(from, { patience: signal }), signal);
  const target = new SluiceClient(to, { patience: signal });
  const bar = progressBar(!options.quiet);
  const say = (text: string): void => {
    bar.clear();
    if (!options.quiet) process.stderr.write(`${text}\n`);
  };
  const pulled: PulledObject[] = [];
  try {
    for (const name of options.object) {
      const one = await pullObject(name, {
        source,
        target,
        state,
        rowsEach: options.windowRows,
        now: systemClock.machine.now,
        onWindow: (object, fraction, rows) => bar.show(object, { fraction, rows }),
        onMissing: (object, fields) =>
          say(`${object}: left out, as this server has no such fields: ${fields.join(', ')}`),
      });
      say(`${one.object}: ${rowsText(one.rows)}, ${count(one.deleted)} of them deleted`);
      pulled.push(one);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    say(`broken off; the same command goes on where it was (${options.state})`);
    return interrupt.exitCode();
  } finally {
    bar.clear();
  }
  if (options.json) printJson({ from: from.url, objects: pulled, state: options.state });
  return EXIT.done;
}

/** Where to read: `--from` with credentials of its own; those of this server are never sent there. */
function sourceOf({ from, fromClientId, fromClientSecret, fromCa }: PullOptions): Connection {
  const { env } = process;
  const ca = fromCa ?? env['SLUICE_FROM_CA'];
  return connectionOf(
    { url: from, ...(ca && { ca }) },
    {
      [FROM.id]: fromClientId ?? env[FROM.id],
      [FROM.secret]: fromClientSecret ?? env[FROM.secret],
    },
    FROM,
  );
}

const FROM = { url: '--from', id: 'SLUICE_FROM_CLIENT_ID', secret: 'SLUICE_FROM_CLIENT_SECRET' };

function names(text: string): readonly string[] {
  const all = text.split(',').map((name) => name.trim());
  if (all.every((name) => /^\w+$/.test(name))) return all;
  throw new InvalidArgumentError('Allowed: names of objects, comma-separated.');
}

function positive(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 1.');
}
