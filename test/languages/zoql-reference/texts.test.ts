import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LanguageError } from '../../../src/ports/compiler.ts';
import { compiled } from './compared-answers.ts';
import type { Asking } from './evaluate.ts';
import { OBJECTS } from './objects.ts';
import { exportQuery, zoqlQuery } from './random-queries.ts';
import { RANDOM_RUN } from './random-run.ts';
import { exportZoqlText, zoqlText } from './write-query.ts';

const { seed } = RANDOM_RUN;
const numRuns = RANDOM_RUN.runs(600);

/** What a query can be made of, and what it cannot. */
const TOKENS = [
  ...[
    'select',
    'from',
    'where',
    'group by',
    'having',
    'order by',
    'limit',
    'and',
    'or',
    'not',
    'like',
    'is',
    'null',
  ],
  ...[
    'distinct',
    'as',
    'asc',
    'desc',
    'count',
    'sum',
    'max',
    'year',
    'date',
    'true',
    'false',
    'in',
    'between',
    'union',
  ],
  ...[
    '(',
    ')',
    ',',
    '.',
    '*',
    ';',
    '=',
    '!=',
    '<>',
    '<',
    '<=',
    '>',
    '>=',
    "'",
    '"',
    '\\',
    '-',
    '+',
    '%',
    '\0',
    '\n',
    '\r',
  ],
  ...[
    "'a'",
    "''",
    '"b"',
    '1',
    '-2.5',
    '.5',
    '1e9',
    '99999999999999999999999',
    '2026-03-08',
    '2026-13-45',
    "'today'",
  ],
  ...[
    "'now - 1 month'",
    "'today - 9999999 years'",
    "'2026-03-08T02:30:00'",
    "'2026-03-08T25:00:00Z'",
    "'0000-00-00'",
  ],
  ...['🙂', '\ud800', 'größe', '日本', '--', '/*', '__proto__', 'constructor', 'toString'],
  ...OBJECTS.flatMap(({ name, fields, relationships }) => [
    name,
    ...fields.map((field) => field.name),
    ...relationships.map((relation) => `${relation.name}.Id`),
  ]),
];

const soup = fc
  .array(fc.tuple(fc.constantFrom(...TOKENS), fc.constantFrom(' ', ' ', ' ', '', '\n')), { maxLength: 30 })
  .map((parts) => parts.flat().join(''));

/** A query of either language, with one to three places cut out, doubled, or overwritten. */
const damaged = fc
  .tuple(
    fc.oneof(
      fc.tuple(exportQuery, fc.nat()).map(([query, style]) => exportZoqlText(query, style)),
      fc.tuple(zoqlQuery, fc.nat()).map(([query, style]) => zoqlText(query, style)),
    ),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom('', '', 'twice', ...TOKENS)), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([text, damages]) =>
    damages.reduce((left, [place, length, put]) => {
      const at = place % (left.length + 1);
      const gone = left.slice(at, at + length);
      return left.slice(0, at) + (put === 'twice' ? gone + gone : put) + left.slice(at + length);
    }, text),
  );

const begun = soup.map((text) => `select ${text} from Account where ${text}`);
const anyText = fc.oneof(damaged, soup, begun, fc.string(), fc.string({ unit: 'binary' }));

function asking(language: Asking['language']): Asking {
  return {
    language,
    now: Date.UTC(2026, 7, 1, 12),
    zone: 'America/Los_Angeles',
    datetimes: 'zoned',
    deleted: 'live',
  };
}

/** Fails unless the text compiles, or is refused at a place that it has. */
function expectAnAnswer(text: string, language: Asking['language']): void {
  try {
    compiled(text, asking(language));
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    const { line = 0, column = 0, message } = error;
    const lines = text.split('\n');
    expect(message).toContain(`at line ${line}, column ${column}`);
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    // The end of the text is a place too.
    expect(column, message).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
  }
}

const LANGUAGES: readonly Asking['language'][] = ['export-zoql', 'zoql'];

it.each(LANGUAGES)(
  'any text at all is %s, or is refused with its line and column',
  (language) => {
    fc.assert(
      fc.property(anyText, (text) => expectAnAnswer(text, language)),
      { seed, numRuns },
    );
  },
  600_000,
);

const MOST = 19_900;
const filled = (before: string, each: string, after = '') => {
  const times = Math.floor((MOST - before.length - after.length) / each.length);
  return before + each.repeat(times) + after;
};

it.each([
  ['brackets', filled('select Id from Account where ', '(')],
  ['brackets that close', `select Id from Account where ${'('.repeat(9000)}Id = 'x'${')'.repeat(9000)}`],
  ['NOT and brackets', `select Id from Account where ${'NOT('.repeat(3500)}Id = 'x'${')'.repeat(3500)}`],
  ['NOTs', filled('select Id from Account where ', 'NOT ', "Id = 'x'")],
  ['conditions', filled("select Id from Account where Id = 'x'", " or Id = 'y'")],
  ['both kinds of conditions', filled("select Id from Account where Id = 'x'", " or Id = 'y' and Id = 'z'")],
  ['fields', filled('select Id', ', Id', ' from Account')],
  ['all columns', filled('select *', ',*', ' from Account')],
  ['sort keys', filled('select Id from Account order by Id', ',Id')],
  ['grouped fields', filled('select Id from Account group by Id', ',Id')],
  ['one text', filled("select Id from Account where Id = '", 'x', "'")],
  ['quotes', filled("select Id from Account where Id = '", "''", "'")],
  ['an open quote', filled("select Id from Account where Id = '", "''")],
  ['a pattern', filled("select Id from Account where Id like '", '%_', "'")],
  ['digits', filled('select Id from Account where Balance = ', '9')],
  ['spaces', filled('select Id from Account where Id = ', ' ', "'x'")],
  ['a relative date', filled("select Id from Account where UpdatedDate > 'today -", ' ', "1 day'")],
  ['a date of digits', filled("select Id from Account where UpdatedDate > '", '2', "'")],
  ['a long name', filled('select ', 'I', ' from Account')],
  ['a long path', filled('select Id', '.Id', ' from Account')],
  ['semicolons', filled('select Id from Account', ';')],
])('as many %s as a query has room for are answered too', (_, text) => {
  for (const language of LANGUAGES) expectAnAnswer(text, language);
});
