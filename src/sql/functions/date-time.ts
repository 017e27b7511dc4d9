import type { SqlType } from '../types.ts';
import { scalar, typeOf } from './rows.ts';
import type { Signature } from './signature.ts';

const ZONED = 'timestamp(p) with time zone';
const POINTS = ['date', 'timestamp(p)', ZONED] as const;

/** An instant of milliseconds in the session's zone. */
function utc(): SqlType {
  return { kind: 'timestamp with time zone', precision: 3, zone: 'UTC' };
}

function zonedLike(args: readonly SqlType[]): SqlType {
  const [type] = args;
  const precision = type !== undefined && 'precision' in type ? type.precision : 3;
  return { kind: 'timestamp with time zone', precision };
}

function field(name: string, description: string, ...types: readonly string[]): Signature[] {
  return scalar(name, description, ...[...POINTS, ...types].map((type) => `${type} -> bigint`));
}

function timeField(name: string, description: string): Signature[] {
  const types = ['timestamp(p)', ZONED, 'time(p)', 'interval day to second'];
  return scalar(name, description, ...types.map((type) => `${type} -> bigint`));
}

/** The argument's type, kept: `varchar; T -> T` for each point in time. */
function keeping(before: string): (readonly [string, (args: readonly SqlType[]) => SqlType])[] {
  const index = before.split(';').length - 1;
  return [...POINTS].map((type) => [`${before}${type}`, typeOf(index)] as const);
}

export const DATE_TIME: readonly Signature[] = [
  ...scalar('date', 'Converts to a date', 'varchar -> date', ...POINTS.map((type) => `${type} -> date`)),
  ...field('year', 'Year of the given value', 'interval year to month'),
  ...field('quarter', 'Quarter of the year of the given value'),
  ...field('month', 'Month of the year of the given value', 'interval year to month'),
  ...field('week', 'Week of the year of the given value'),
  ...field('week_of_year', 'Week of the year of the given value'),
  ...field('day', 'Day of the month of the given value', 'interval day to second'),
  ...field('day_of_month', 'Day of the month of the given value', 'interval day to second'),
  ...field('day_of_week', 'Day of the week of the given value'),
  ...field('dow', 'Day of the week of the given value'),
  ...field('day_of_year', 'Day of the year of the given value'),
  ...field('doy', 'Day of the year of the given value'),
  ...field('year_of_week', 'Year of the ISO week of the given value'),
  ...field('yow', 'Year of the ISO week of the given value'),
  ...timeField('hour', 'Hour of the day of the given value'),
  ...timeField('minute', 'Minute of the hour of the given value'),
  ...timeField('second', 'Second of the minute of the given value'),
  ...timeField('millisecond', 'Millisecond of the second of the given value'),
  ...scalar('timezone_hour', 'Time zone hour of the given value', `${ZONED} -> bigint`),
  ...scalar('timezone_minute', 'Time zone minute of the given value', `${ZONED} -> bigint`),
  ...scalar('date_trunc', 'Truncate to the specified precision', ...keeping('varchar; ')),
  ...scalar(
    'date_add',
    'Add the specified amount of time to the given value',
    ...keeping('varchar; bigint; '),
  ),
  ...scalar(
    'date_diff',
    'Difference of the given values in the given unit',
    ...POINTS.map((type) => `varchar; ${type}; ${type.replace('(p)', '(q)')} -> bigint`),
  ),
  ...scalar(
    'last_day_of_month',
    'Last day of the month of the given value',
    ...POINTS.map((type) => `${type} -> date`),
  ),
  ...scalar('at_timezone', 'Converts to another time zone', [`${ZONED}; varchar`, zonedLike]),
  ...scalar('with_timezone', 'A wall clock as a time stamp of the given zone', [
    'timestamp(p); varchar',
    zonedLike,
  ]),
  ...scalar('now', 'Current timestamp with time zone', ['', utc]),
  ...scalar('to_unixtime', 'Seconds since 1970', 'timestamp(p) -> double', `${ZONED} -> double`),
  ...scalar(
    'from_unixtime',
    'Time stamp of the seconds since 1970',
    ['double', utc],
    ['double; varchar', () => ({ kind: 'timestamp with time zone', precision: 3 })],
  ),
  ...scalar('to_iso8601', 'ISO 8601 text of the given value', ...POINTS.map((type) => `${type} -> varchar`)),
  ...scalar('from_iso8601_date', 'Date of an ISO 8601 text', 'varchar -> date'),
  ...scalar('from_iso8601_timestamp', 'Time stamp of an ISO 8601 text', [
    'varchar',
    () => ({ kind: 'timestamp with time zone', precision: 3 }),
  ]),
  ...scalar(
    'date_format',
    'Formats by a MySQL format',
    `timestamp(p); varchar -> varchar`,
    `${ZONED}; varchar -> varchar`,
  ),
  ...scalar('date_parse', 'Reads by a MySQL format', 'varchar; varchar -> timestamp(3)'),
  ...scalar(
    'format_datetime',
    'Formats by a Joda pattern',
    `timestamp(p); varchar -> varchar`,
    `${ZONED}; varchar -> varchar`,
  ),
  ...scalar('parse_datetime', 'Reads by a Joda pattern', [
    'varchar; varchar',
    () => ({ kind: 'timestamp with time zone', precision: 3 }),
  ]),
];
