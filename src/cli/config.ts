import type { Command } from 'commander';
import { type ShownPrincipals, shownChoices, shownLimits, shownOptions } from '../config/shown-options.ts';
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
      ...[choice.name, choice.value, choice.default, allowedText(choice.allowed), choice.meaning],
    ]);
    return table([['CHOICE', 'VALUE', 'DEFAULT', 'ALLOWED', 'MEANING'], ...rows]);
  }
  const shown = shownOptions(raw, options);
  if (json) return jsonLine(shown.map(({ value, ...option }) => ({ ...option, value: value ?? null })));
  return table([
    ['OPTION', 'VALUE', 'FROM'],
    ...shown.flatMap(({ name, value, from }) =>
      cells(value).map((cell, line) => (line === 0 ? [name, cell, from] : ['', cell, ''])),
    ),
  ]);
}

function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** A long list would push what follows it off the screen; all of it is in `--json`. */
function allowedText(allowed: readonly string[]): string {
  if (allowed.length <= MOST_ALLOWED_SHOWN) return allowed.join(' | ');
  return `${allowed[0]} … ${allowed.at(-1)} (${allowed.length})`;
}
const MOST_ALLOWED_SHOWN = 5;

/** A value as lines of its column: pairs and principals have one each. */
function cells(value: unknown): readonly string[] {
  if (value === undefined) return ['-'];
  if (Array.isArray(value)) return [value.join(',')];
  if (typeof value !== 'object' || value === null) return [String(value)];
  if ('tenants' in value) return principalLines(value as ShownPrincipals);
  return Object.entries(value).map(([name, one]) => `${name}=${one}`);
}

function principalLines({ tenants }: ShownPrincipals): readonly string[] {
  return tenants.flatMap(({ name, users, clients }) => [
    `tenant ${name}`,
    ...users.map((user) => `user ${user.name}${user.admin ? ' (administrator)' : ''}`),
    ...clients.map(({ clientId, user }) => `client ${clientId} of ${user}`),
  ]);
}
