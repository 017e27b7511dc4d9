import { parse, YAMLParseError } from 'yaml';
import { ConfigError } from './config-error.ts';

/** What a YAML text says. @throws ConfigError that names `file` and the place; it repeats nothing of the text */
export function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    // What follows is an excerpt of the file, which may hold secrets.
    const [problem = ''] = cause.message.split(/:?\n/, 1);
    throw new ConfigError(`${file} is not valid YAML: ${problem}`, { cause });
  }
}
