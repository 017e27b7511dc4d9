import { type Command, Option } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { OPTIONS, type OptionSpec } from '../config/option-table.ts';
import { type Options, type RawOptions, resolveOptions } from '../config/options.ts';
import { givenOptions, type OptionSources } from '../config/read-options.ts';
import { CliError, EXIT } from './exit-codes.ts';

/** Adds `--config` and the server's options, but for those that the command has in a form of its own. */
export function withServerOptions(command: Command, but: readonly string[] = []): Command {
  command.option('--config <file>', 'options from this file (default: ./sluice.yaml if there is one)');
  for (const spec of OPTIONS) if (!but.includes(spec.name)) command.addOption(flagOf(spec));
  return command;
}

function flagOf(spec: OptionSpec): Option {
  const value = spec.value === undefined ? '' : ` <${spec.value}>`;
  const byDefault = spec.byDefault === undefined ? '' : ` (default: ${spec.byDefault})`;
  const option = new Option(`--${spec.name}${value}`, spec.meaning + byDefault).helpGroup(`${spec.group}:`);
  return spec.pairs ? option.argParser((pair: string, all: string[] = []) => [...all, pair]) : option;
}

/** @throws CliError `usage` that names the key, the value and what is allowed */
export function optionsOf(flags: Record<string, unknown>): Options {
  return resolved(flags).options;
}

/** The options with what was said, and where. @throws CliError `usage`, as `optionsOf` */
export function resolved(flags: Record<string, unknown>): { raw: RawOptions; options: Options } {
  const sources: OptionSources = { flags, env: process.env, cwd: process.cwd() };
  try {
    const raw = givenOptions(sources);
    return { raw, options: resolveOptions(raw) };
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}
