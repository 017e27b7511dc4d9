import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ConfigError } from './config-error.ts';
import { OPTIONS, variableOf } from './option-table.ts';
import { type Options, type RawOptions, resolveOptions } from './options.ts';
import { parseYaml } from './parse-yaml.ts';
import { didYouMean } from './suggestion.ts';

export interface OptionSources {
  /** By name as in the flag, or in camel case as commander gives them; `config` names the file. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where `sluice.yaml` is looked for when no file is named. */
  readonly cwd?: string;
}

/** Variables with our prefix that are not options of the server: the client's, and those of scripts. */
const OTHER_VARIABLES = /^SLUICE_(URL|CA|CLIENT_ID|CLIENT_SECRET|CONFIG|TEST_\w+|BENCH_\w+)$/;

/**
 * Flag beats variable beats file beats default (operating.md §2).
 * @throws ConfigError that names the key, the value and what is allowed
 */
export function readOptions(sources: OptionSources): Options {
  return resolveOptions(givenOptions(sources));
}

/** What was said at all, each with its place; values are not looked at yet. @throws ConfigError for an unknown key */
export function givenOptions(sources: OptionSources): RawOptions {
  const flags = kebabKeys(sources.flags ?? {});
  const env = sources.env ?? {};
  const raw = new Map<string, { value: unknown; where: string; directory?: string }>();
  const file = readFile(flags.get('config') ?? env['SLUICE_CONFIG'], sources.cwd ?? '.');
  for (const [name, value] of file.values) {
    if (!isOption(name)) throw unknownKey(`${name} in ${file.name}`, name);
    raw.set(name, { value, where: `${name} in ${file.name}`, directory: file.directory });
  }
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith('SLUICE_') || OTHER_VARIABLES.test(variable) || value === undefined) continue;
    const option = OPTIONS.find(({ name }) => variableOf(name) === variable);
    if (option === undefined) throw unknownKey(variable, optionOf(variable));
    raw.set(option.name, { value, where: variable });
  }
  for (const [name, value] of flags) {
    if (name === 'config' || value === undefined) continue;
    if (!isOption(name)) throw unknownKey(`--${name}`, name);
    raw.set(name, { value, where: `--${name}` });
  }
  return raw;
}

/** For callers in code: names in camel case, values as in the file or already parsed. */
export function optionsFromCode(given: Readonly<Record<string, unknown>>): Options {
  const raw = new Map<string, { value: unknown; where: string }>();
  for (const [name, value] of kebabKeys(given)) {
    if (!isOption(name)) throw unknownKey(name, name);
    if (value !== undefined) raw.set(name, { value, where: name });
  }
  return resolveOptions(raw);
}

function readFile(
  named: unknown,
  cwd: string,
): { readonly name: string; readonly directory: string; readonly values: ReadonlyMap<string, unknown> } {
  const path = typeof named === 'string' ? named : `${cwd}/sluice.yaml`;
  const [name, directory] = [basename(path), dirname(path)];
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (named === undefined) return { name, directory, values: new Map() };
    throw new ConfigError(`--config: cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
  const content = parseYaml(text, path);
  if (content === null || content === undefined) return { name, directory, values: new Map() };
  if (typeof content !== 'object' || Array.isArray(content))
    throw new ConfigError(`${path}: expected a map of options, such as "port: 8484"`);
  return { name, directory, values: kebabKeys(content as Record<string, unknown>) };
}

function kebabKeys(record: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(record).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      value,
    ]),
  );
}

function isOption(name: string): boolean {
  return OPTIONS.some((option) => option.name === name);
}

/** `SLUICE_DATA_DIR` → `data-dir`. */
function optionOf(variable: string): string {
  return variable.slice('SLUICE_'.length).toLowerCase().replaceAll('_', '-');
}

function unknownKey(where: string, name: string): ConfigError {
  const known = OPTIONS.map((option) => option.name);
  return new ConfigError(`${where}: unknown option${didYouMean(name, known)}; known are ${known.join(', ')}`);
}
