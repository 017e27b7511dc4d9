import { RAISED } from './raise.ts';

export interface TranslatedError {
  /**
   * `user`: the statement's own fault, worded as Trino words it. `limit-memory`: the memory limit. `temporary`: may
   * work when tried again. `internal`: a fault of ours, the same on each try.
   */
  readonly kind: 'user' | 'limit-memory' | 'temporary' | 'internal';
  readonly message: string;
}

/** DuckDB's names of types as Trino's messages have them. */
const INTEGER_NAMES: Readonly<Record<string, string>> = {
  INT8: 'tinyint',
  INT16: 'smallint',
  INT32: 'integer',
  INT64: 'bigint',
  INT128: 'bigint',
};

const CAST_NAMES: Readonly<Record<string, string>> = {
  INT8: 'TINYINT',
  INT16: 'SMALLINT',
  INT32: 'INT',
  INT64: 'BIGINT',
  BOOL: 'BOOLEAN',
  FLOAT: 'REAL',
};

const LEAST_VALUES: Readonly<Record<string, string>> = {
  '-128': 'tinyint',
  '-32768': 'smallint',
  '-2147483648': 'integer',
};

type Translate = (match: RegExpMatchArray) => string;

const OPERATORS: Readonly<Record<string, readonly [string, string]>> = {
  addition: ['addition', '+'],
  subtraction: ['subtraction', '-'],
  multiplication: ['multiplication', '*'],
};

/** DuckDB's texts at run time, and Trino's for the same fault. First match wins. */
const TEXTS: readonly (readonly [RegExp, Translate])[] = [
  // `-x` is emitted as `0 - x`.
  [
    /Overflow in subtraction of (INT\d+) \(0 - (-(?:128|32768|2147483648|9223372036854775808))\)/,
    ([, type = '', value]) => `${INTEGER_NAMES[type] ?? type} negation overflow: ${value}`,
  ],
  [/More than one row returned by a subquery/, () => 'Scalar sub-query has returned multiple rows'],
  [
    /Overflow in (addition|subtraction|multiplication) of (INT\d+) \((-?\d+) [-+*] (-?\d+)\)/,
    ([, operation = '', type = '', a, b]) => {
      const [word, sign] = OPERATORS[operation] ?? [operation, '?'];
      return `${INTEGER_NAMES[type] ?? type} ${word} overflow: ${a} ${sign} ${b}`;
    },
  ],
  [/Overflow in (?:addition|subtraction|multiplication) of DECIMAL/, () => 'Decimal overflow'],
  [
    /Overflow in HUGEINT|Overflow in (?:addition|subtraction|multiplication) of INT128/,
    () => 'Decimal overflow',
  ],
  [/Overflow in negation of \w+ ?\(?(-?\d+)?/, ([, value]) => `bigint negation overflow: ${value ?? ''}`],
  [
    /Overflow on abs\((-?\d+)\)/,
    ([, value = '']) => `Value ${value} is out of range for abs(${LEAST_VALUES[value] ?? 'bigint'})`,
  ],
  [
    /(?:Type|Casting value) (?:INT\d+|HUGEINT)? ?with value (\S+) can't be cast because the value is out of range for the destination type INT64 when casting from source column sum/,
    () => 'bigint addition overflow',
  ],
  [
    /Type (\w+) with value (\S+) can't be cast because the value is out of range for the destination type (INT\d+)/,
    ([, from, value = '', type = '']) => outOfRange(from === 'FLOAT' ? 'real' : 'double', value, type),
  ],
  [
    /Failed to cast decimal value (-?\d+) to type (INT\d+)/,
    ([, value, type = '']) => `Cannot cast '${value}' to ${(INTEGER_NAMES[type] ?? type).toUpperCase()}`,
  ],
  [
    /Casting value "([^"]*)" to type DECIMAL\((\d+),(\d+)\) failed/,
    ([, value, p, s]) => `Cannot cast '${value}' to DECIMAL(${p}, ${s})`,
  ],
  [
    /Could not cast value (\S+) (?:from \w+ )?to DECIMAL\((\d+),(\d+)\)/,
    ([, value, p, s]) => `Cannot cast '${value}' to DECIMAL(${p}, ${s})`,
  ],
  [
    /Could not convert string ["'](.*?)["'] to DECIMAL\((\d+),(\d+)\)/s,
    ([, value, p, s]) => `Cannot cast VARCHAR '${value}' to DECIMAL(${p}, ${s}). Value too large.`,
  ],
  [
    /Could not convert string ["'](.*?)["'] to (\w+)/s,
    ([, value, type = '']) => `Cannot cast '${value}' to ${CAST_NAMES[type] ?? type}`,
  ],
  [/Map keys must be unique/, () => 'Duplicate map keys are not allowed'],
  [/Map keys can not be NULL/, () => 'map key cannot be null'],
  [/Malformed JSON/, () => 'Cannot convert value to JSON'],
  [
    /[Ii]nvalid (?:regular expression|regex)|missing argument to repetition|missing \)|missing \]/,
    ([m]) => `Invalid regular expression: ${m}`,
  ],
  [/[Uu]nknown TimeZone '([^']*)'/, ([, zone]) => `'${zone}' is not a valid time zone`],
  [/(?:date|timestamp)[^:]* out of range/i, () => 'Value out of range for a date or time stamp'],
];

/** A statement that DuckDB does not take is a fault of the emitter, the same on each try: the text invites to none. */
const NOT_RUNNABLE = 'The statement could not be run on this engine';

/** What the engine's run-time error means, in Trino's words where it has them (dialect notes §14). */
export function translateError(message: string): TranslatedError {
  const raised = raisedText(message);
  if (raised !== undefined) return { kind: 'user', message: raised };
  if (/^[\w ]+ Error: Max expression depth limit/.test(message)) {
    return { kind: 'user', message: 'line 1:1: statement is too large' };
  }
  if (/^(?:Binder|Catalog|Parser|Syntax|Not implemented) Error/i.test(message)) {
    return { kind: 'internal', message: NOT_RUNNABLE };
  }
  if (/^Out of Memory Error/i.test(message)) {
    return { kind: 'limit-memory', message: 'Query exceeded the memory limit' };
  }
  for (const [pattern, translate] of TEXTS) {
    const match = pattern.exec(message);
    if (match) return { kind: 'user', message: translate(match) };
  }
  if (/^(?:Conversion|Out of Range|Invalid Input) Error: /.test(message)) {
    return { kind: 'user', message: message.replace(/^[\w ]+ Error: /, '').split('\n', 1)[0] ?? message };
  }
  if (/^(?:IO|TransactionContext|Connection|Interrupted?) Error|write-write conflict/i.test(message)) {
    return { kind: 'temporary', message };
  }
  return { kind: 'internal', message: NOT_RUNNABLE };
}

/** The text of `raise.ts` inside the message of the cast that failed for its sake. */
function raisedText(message: string): string | undefined {
  const start = message.indexOf(RAISED);
  if (start < 0) return undefined;
  const text = message.slice(start + RAISED.length).split(/\n+LINE \d+:/, 1)[0] ?? '';
  const end = Math.max(
    ...[/['"] to [A-Z]+\d*/g, /['"] can't be cast to the destination type/g].map((pattern) =>
      lastIndex(text, pattern),
    ),
  );
  return end < 0 ? text : text.slice(0, end);
}

function lastIndex(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index;
  return last;
}

function outOfRange(from: 'real' | 'double', value: string, type: string): string {
  const target = INTEGER_NAMES[type] ?? type.toLowerCase();
  const floating = /[.e]|nan|inf/i.test(value);
  if (floating && target === 'bigint') return `Unable to cast ${javaNumber(value)} to bigint`;
  if (value === 'nan') return `Cannot cast ${from} NaN to ${target}`;
  return `Out of range for ${target}: ${javaNumber(value)}`;
}

const NO_NUMBERS: Readonly<Record<string, string>> = { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' };

/** A number of DuckDB's message as Java prints it: whole ones as they are, others as Double.toString. */
function javaNumber(text: string): string {
  const word = NO_NUMBERS[text];
  if (word !== undefined) return word;
  const value = Number(text);
  if (!/[.e]/i.test(text) || Math.abs(value) < 1e7) return text;
  const [digits = '', exponent = ''] = value.toExponential().split('e+');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent}`;
}
