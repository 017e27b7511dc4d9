import { EngineError } from '../../../ports/engine.ts';

/** MySQL's specifiers of `date_format` and `date_parse` as strftime's (dialect notes §7). */
const SPECIFIERS: Readonly<Record<string, string>> = {
  a: '%a',
  b: '%b',
  c: '%-m',
  d: '%d',
  e: '%-d',
  f: '%f',
  H: '%H',
  h: '%I',
  I: '%I',
  i: '%M',
  j: '%j',
  k: '%-H',
  l: '%-I',
  M: '%B',
  m: '%m',
  p: '%p',
  r: '%I:%M:%S %p',
  S: '%S',
  s: '%S',
  T: '%H:%M:%S',
  v: '%V',
  W: '%A',
  x: '%G',
  Y: '%Y',
  y: '%y',
  '%': '%%',
};

/** Trino refuses these. */
const REFUSED = 'DUuVwX';

/** A format of date_format or date_parse for strftime or strptime. An unknown letter prints itself. */
export function mysqlFormat(format: string): string {
  return format.replace(/%(.?)/gsu, (_, letter: string) => {
    if (letter === '' || REFUSED.includes(letter)) {
      throw new EngineError('user', `%${letter} not supported in date format string`);
    }
    return SPECIFIERS[letter] ?? (letter === '%' ? '%%' : letter);
  });
}
