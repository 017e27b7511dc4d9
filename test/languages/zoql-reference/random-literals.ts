import fc from 'fast-check';
import type { FieldType } from '../../../src/ports/catalogue.ts';
import type { DayLiteral, InstantLiteral, Literal, RelativeLiteral } from './query-ast.ts';
import { DAYS, IDS, INSTANTS, TEXTS } from './stored-rows.ts';

/** What a field can be held against. */
export type Kind = 'text' | 'number' | 'boolean' | 'date' | 'datetime';

export function kindOf(type: FieldType): Kind {
  if (type === 'text' || type === 'picklist') return 'text';
  return type === 'integer' || type === 'decimal' ? 'number' : type;
}

const text: fc.Arbitrary<Literal> = fc
  .oneof(
    fc.constantFrom(...TEXTS),
    fc.constantFrom(...IDS),
    fc.constantFrom('Active', 'Draft', 'RemoveProduct'),
  )
  .map((each) => ({ kind: 'text', text: each }));

const number: fc.Arbitrary<Literal> = fc
  .constantFrom(
    '0',
    '1',
    '2',
    '10',
    '31',
    '-2',
    '-2.0',
    '10.5',
    '.5',
    '0.50',
    '010',
    '1000.25',
    '0.000001',
    '1.4999999999',
    '999999999',
  )
  .map((each) => ({ kind: 'number', text: each }));

const boolean: fc.Arbitrary<Literal> = fc.boolean().map((value) => ({ kind: 'boolean', value }));

export const day: fc.Arbitrary<DayLiteral> = fc
  .constantFrom(...DAYS)
  .map((each) => ({ kind: 'day', day: each }));

const dayOrUtcDay: fc.Arbitrary<DayLiteral> = fc
  .tuple(day, fc.nat({ max: 4 }))
  .map(([each, way]) => (way === 0 ? { ...each, zone: 'Z' } : each));

/** Without a zone never in the hour that the clocks skip or show twice: which of them is meant nobody says. */
const localTime = fc
  .tuple(
    fc.constantFrom(...DAYS),
    fc.constantFrom('00:00:00', '00:00:01', '00:59:59', '03:00:00', '12:34:56', '23:59:59', '00:00', '23:59'),
  )
  .map(([date, time]) => `${date}T${time}`);

export const instant: fc.Arbitrary<InstantLiteral> = fc.oneof(
  localTime.map((local): InstantLiteral => ({ kind: 'instant', local })),
  fc
    .tuple(fc.constantFrom(...INSTANTS), fc.constantFrom('Z', '-08:00', '-07:00', '+05:30', '+14:00'))
    .map(([ms, zone]): InstantLiteral => {
      const sign = zone.startsWith('-') ? -1 : 1;
      const away = zone === 'Z' ? 0 : sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
      return { kind: 'instant', local: new Date(ms + away * 60_000).toISOString().slice(0, 19), zone };
    }),
);

/** ZOQL takes parts of a second too. */
const preciseInstant: fc.Arbitrary<InstantLiteral> = fc
  .tuple(fc.constantFrom(...INSTANTS), fc.constantFrom('Z', '+00:00'))
  .map(([ms, zone]) => ({ kind: 'instant', local: new Date(ms).toISOString().slice(0, 23), zone }));

const ZONES = [
  { written: '-08:00', means: '-08:00' },
  { written: '+05:30', means: '+05:30' },
  { written: 'America/Los_Angeles', means: 'America/Los_Angeles' },
  { written: 'Los Angeles', means: 'America/Los_Angeles' },
  { written: 'Europe/Berlin', means: 'Europe/Berlin' },
];

const relative: fc.Arbitrary<RelativeLiteral> = fc
  .record({
    base: fc.constantFrom('now' as const, 'today' as const),
    count: fc.oneof(fc.constantFrom(0, 1, -1, -30), fc.integer({ min: -400, max: 400 })),
    unit: fc.constantFrom('second', 'minute', 'hour', 'day', 'week', 'month', 'year'),
    zone: fc.option(fc.constantFrom(...ZONES), { freq: 2 }),
  })
  .map(({ base, count, unit, zone }) => ({
    kind: 'relative',
    base,
    // Neither beyond the calendar nor hours of a day, which nobody explains.
    count: unit === 'year' ? count % 30 : count,
    unit: base === 'today' && ['second', 'minute', 'hour'].includes(unit) ? 'day' : unit,
    ...(zone && { zone }),
  }));

export function exportLiteral(kind: Kind): fc.Arbitrary<Literal> {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return number;
    case 'boolean':
      return boolean;
    case 'date':
    case 'datetime':
      return fc.oneof<fc.Arbitrary<Literal>[]>(dayOrUtcDay, instant, relative);
  }
}

/** A date is held against a date, a date-time against a date-time (aqua.md §5.4). */
export function zoqlLiteral(kind: Kind): fc.Arbitrary<Literal> {
  if (kind === 'date') return day;
  return kind === 'datetime'
    ? fc.oneof<fc.Arbitrary<Literal>[]>(instant, preciseInstant)
    : exportLiteral(kind);
}

export const pattern: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '%',
    '_',
    '__',
    '',
    'a%',
    '%b',
    '_%',
    'a_b',
    '%\\%',
    'A%',
    "%'%",
    '%🙂%',
    'a_',
    '%e%',
    '%"',
  ),
  fc
    .array(fc.constantFrom('a', 'b', '%', '_', 'A', '🙂', ' '), { maxLength: 5 })
    .map((each) => each.join('')),
);
