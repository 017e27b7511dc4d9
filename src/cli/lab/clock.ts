import { type Command, InvalidArgumentError, Option } from 'commander';
import { durationText } from '../../config/quantities.ts';
import type { ConnectionOptions } from '../connection.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { printJson } from '../print-json.ts';
import { askLab } from './ask-lab.ts';
import { labSubcommand } from './lab-rule.ts';

interface ClockOptions extends ConnectionOptions {
  readonly advance?: string;
  readonly set?: string;
  readonly rate?: number;
  readonly reset?: true;
}

/** Shape of the clock in the lab's answers. */
interface Clock {
  readonly now: string;
  readonly offset: number;
  readonly rate: number;
}

export function labClock(lab: Command): void {
  labSubcommand(
    lab,
    'clock',
    'Show business time, or move it',
    `  sluice lab clock --advance 3h
  sluice lab clock --json | jq -r .now`,
  )
    .option('--advance <time>', 'go on by so much: 500ms, 30s, 10m, 3h, 2d')
    .option('--set <instant>', 'go to an instant with its zone: 2026-12-01T00:00:00Z')
    .addOption(new Option('--rate <n>', 'so many times as fast; 0: it stands still').argParser(rate))
    .option('--reset', "the system's time again")
    .addHelpText(
      'after',
      `
Limits, lives, expiries, retry pauses and what queries call now follow; stops and leases do not. It is one for the whole server. Without an option the
clock is shown, not moved.`,
    )
    .action(async (options: ClockOptions) => {
      const move = moveOf(options);
      const clock =
        move === undefined
          ? (await askLab<{ clock: Clock }>(options, 'GET', '')).clock
          : await askLab<Clock>(options, 'POST', '/clock', move);
      if (options.json) printJson(clock);
      else process.stdout.write(clockText(clock));
    });
}

/** The body of the request; `undefined` to look. @throws CliError for two moves at once */
function moveOf({ advance, set, rate, reset }: ClockOptions): object | undefined {
  const [move, second] = [{ advance }, { set }, { rate }, { reset }].filter(
    (one) => Object.values(one)[0] !== undefined,
  );
  if (second !== undefined)
    throw new CliError(EXIT.usage, 'one of --advance, --set, --rate and --reset at a time');
  return move;
}

function clockText({ now, offset, rate }: Clock): string {
  const ahead = durationText(Math.abs(Math.round(offset)));
  const where =
    offset === 0 ? "the system's time" : `${ahead} ${offset > 0 ? 'ahead of' : 'behind'} the system's time`;
  return `${now}  ${where}${rate === 1 ? '' : `, ${rate} times as fast`}\n`;
}

function rate(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number from 0.');
}
