import type { Command } from 'commander';
import { shownChoices, shownLimits, shownOptions } from '../config/shown-options.ts';
import { resolved, withServerOptions } from './server-options.ts';
import { table } from './table.ts';

interface ConfigFlags extends Record<string, unknown> {
  readonly choices?: boolean;
  /** `true`, or a profile. */
  readonly limits?: boolean | string;
  readonly json?: boolean;
}

export function configCommand(program: Command): void {
  withServerOptions(
    program
      .command('config')
      .description('Show the options a server started here would have, and where each comes from')
      .option('--choices', 'show the choices that can be flipped with --choice')
      .option('--limits [relaxed|zuora]', 'show the limits that can be set with --limit (of a profile)')
      .option('--json', 'print the result as JSON on stdout'),
    ['limits'],
  )
    .addHelpText(
      'after',
      `
Takes the options of "sluice serve" and starts nothing. Secrets are never shown.

Examples:
  sluice config --mode service --principals principals.yaml
  sluice config --limits zuora --json | jq -r '.[] | [.name, .value] | @tsv'`,
    )
    .action((flags: ConfigFlags) => {
      process.stdout.write(config(flags));
    });
}

function config({ choices, limits, json, ...flags }: ConfigFlags): string {
  const profile = typeof limits === 'string' ? { limits } : {};
  const { raw, options } = resolved({ ...flags, ...profile });
  if (limits !== undefined) {
    const shown = shownLimits(options.limits);
    if (json) return jsonLine(shown);
    const rows = shown.map(({ name, value, zuora, relaxed, meaning }) => [
      name,
      value,
      zuora,
      relaxed,
      meaning,
    ]);
    return table([['LIMIT', 'VALUE', 'ZUORA', 'RELAXED', 'MEANING'], ...rows]);
  }
  if (choices) {
    const shown = shownChoices(options);
    if (json) return jsonLine(shown);
    const rows = shown.map((choice) => [
      ...[choice.name, choice.value, choice.default, choice.allowed.join(' | ')],
      `${choice.meaning} (${choice.source})`,
    ]);
    return table([['CHOICE', 'VALUE', 'DEFAULT', 'ALLOWED', 'MEANING'], ...rows]);
  }
  const shown = shownOptions(raw, options);
  if (json) return jsonLine(shown.map(({ value, ...option }) => ({ ...option, value: value ?? null })));
  return table([
    ['OPTION', 'VALUE', 'FROM'],
    ...shown.map(({ name, value, from }) => [name, text(value), from]),
  ]);
}

function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

function text(value: unknown): string {
  if (value === undefined) return '-';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
