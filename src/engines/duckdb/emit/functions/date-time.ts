import { EngineError } from '../../../../ports/engine.ts';
import type { Expression } from '../../../../sql/tree.ts';
import type { CallSite, Emissions, EmitCall } from '../emitter.ts';
import { fromWallClock, instantOf, isZoned, wallClock } from '../instant.ts';
import { quoteText } from '../quote.ts';
import { rounded } from '../time-precision.ts';
import { instantOfLocal, localTime, parseZone, zoneName } from '../zone.ts';
import { literalText, requiredText } from './literal-argument.ts';

export const DATE_TIME_EMISSIONS: Emissions = {
  date: (site) => {
    const [value] = site.args;
    return value?.type.kind === 'varchar'
      ? `sluice.text_to_date(${site.arg(0)})`
      : `CAST(${clock(site)} AS DATE)`;
  },
  year: field('year', (months) => `(${months} // 12)`),
  quarter: field('quarter'),
  month: field('month', (months) => `(${months} % 12)`),
  week: field('week'),
  week_of_year: field('week'),
  day: field('day', (ms) => `(${ms} // 86400000)`),
  day_of_month: field('day', (ms) => `(${ms} // 86400000)`),
  day_of_week: field('isodow'),
  dow: field('isodow'),
  day_of_year: field('dayofyear'),
  doy: field('dayofyear'),
  year_of_week: field('isoyear'),
  yow: field('isoyear'),
  hour: field('hour', (ms) => `(${ms} // 3600000 % 24)`),
  minute: field('minute', (ms) => `(${ms} // 60000 % 60)`),
  second: field('second', (ms) => `(${ms} // 1000 % 60)`),
  millisecond: (site) =>
    site.args[0]?.type.kind === 'interval day to second'
      ? `(${site.arg(0)} % 1000)`
      : `(millisecond(${clock(site)}) % 1000)`,
  timezone_hour: (site) => `(${offsetMinutes(site)} // 60)`,
  timezone_minute: (site) => `(${offsetMinutes(site)} % 60)`,
  date_trunc: (site) => truncated(site),
  date_add: (site) => added(site),
  date_diff: (site) => difference(site),
  last_day_of_month: (site) => `last_day(${clock(site)})`,
  at_timezone: (site) => atTimeZone(site),
  'at time zone': (site) => atTimeZone(site),
  with_timezone: (site) => withTimeZone(site),
  now: (site) => `make_timestamptz(${site.emit.now * 1000})`,
  to_unixtime: (site) => {
    const [value] = site.args;
    const instant = value && isZoned(value.type) ? instantOf(value, site.emit) : site.arg(0);
    return `(CAST(epoch_us(${instant}) AS DOUBLE) / 1000000)`;
  },
  from_unixtime: (site) => {
    const instant = `make_timestamptz(CAST(round(${site.arg(0)} * 1000) AS BIGINT) * 1000)`;
    return site.args.length > 1 ? inZone(instant, site.args[1], site) : instant;
  },
};

/** What a unit is called; of a date only whole days make sense. */
const DATE_UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const;
const TIME_UNITS = ['millisecond', 'second', 'minute', 'hour'] as const;
type Unit = (typeof DATE_UNITS)[number] | (typeof TIME_UNITS)[number];

const MILLISECONDS: Readonly<Record<(typeof TIME_UNITS)[number], number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
};

function isTimeUnit(unit: Unit): unit is (typeof TIME_UNITS)[number] {
  return (TIME_UNITS as readonly string[]).includes(unit);
}

function unitOf(site: CallSite, value: Expression | undefined): Unit {
  const text = requiredText(site, 0, 'unit');
  const unit = text.toLowerCase();
  const date = value?.type.kind === 'date';
  const known: readonly string[] = date ? DATE_UNITS : [...DATE_UNITS, ...TIME_UNITS];
  if (!known.includes(unit)) {
    throw new EngineError('user', `'${text}' is not a valid ${date ? 'DATE' : 'TIMESTAMP'} field`);
  }
  return unit as Unit;
}

/** The wall clock of the first argument. */
function clock(site: CallSite, index = 0): string {
  const value = site.args[index];
  if (!value) throw new TypeError(`${site.name} has no argument ${index}`);
  return wallClock(value, site.emit);
}

function field(part: string, ofInterval?: (sql: string) => string): EmitCall {
  return (site) => {
    const kind = site.args[0]?.type.kind;
    const interval = kind === 'interval day to second' || kind === 'interval year to month';
    if (interval && ofInterval) return `CAST(${ofInterval(site.arg(0))} AS BIGINT)`;
    return `${part}(${clock(site)})`;
  };
}

function offsetMinutes(site: CallSite): string {
  const [value] = site.args;
  if (!value) throw new TypeError('No argument');
  return `((epoch_us(${clock(site)}) - epoch_us(${instantOf(value, site.emit)})) // 60000000)`;
}

function truncated(site: CallSite): string {
  const value = site.args[1];
  if (!value) throw new TypeError('date_trunc has two arguments');
  const unit = unitOf(site, value);
  const cut = `date_trunc('${unit}', ${wallClock(value, site.emit)})`;
  return value.type.kind === 'date' ? `CAST(${cut} AS DATE)` : fromWallClock(cut, value, site.emit);
}

/** Days and longer move the wall clock, shorter units are time that passes (dialect notes §7, §8). */
function added(site: CallSite): string {
  const value = site.args[2];
  if (!value) throw new TypeError('date_add has three arguments');
  const unit = unitOf(site, value);
  const step = interval(unit, site.arg(1));
  if (value.type.kind === 'date') return `CAST(${site.arg(2)} + ${step} AS DATE)`;
  if (isTimeUnit(unit) && isZoned(value.type)) {
    const moved = `(${instantOf(value, site.emit)} + ${step})`;
    return value.type.zone === undefined ? `sluice.zoned(${moved}, (${site.arg(2)}).z)` : moved;
  }
  const moved = `(${wallClock(value, site.emit)} + ${step})`;
  const precision = value.type.kind === 'timestamp' ? value.type.precision : 3;
  return fromWallClock(unit === 'millisecond' ? rounded(moved, 3, precision) : moved, value, site.emit);
}

function interval(unit: Unit, count: string): string {
  if (isTimeUnit(unit)) return `to_microseconds(${count} * ${MILLISECONDS[unit] * 1000})`;
  const whole = (factor: number) => `CAST(${count} * ${factor} AS INTEGER)`;
  switch (unit) {
    case 'day':
      return `to_days(${whole(1)})`;
    case 'week':
      return `to_days(${whole(7)})`;
    case 'month':
      return `to_months(${whole(1)})`;
    case 'quarter':
      return `to_months(${whole(3)})`;
    case 'year':
      return `to_months(${whole(12)})`;
  }
}

/** Complete units. Both wall clocks are those of the first value's zone. */
function difference(site: CallSite): string {
  const [, from, to] = site.args;
  if (!from || !to) throw new TypeError('date_diff has three arguments');
  const unit = unitOf(site, from);
  if (!isZoned(from.type) || !isZoned(to.type)) {
    return `date_sub('${unit}', ${site.arg(1)}, ${site.arg(2)})`;
  }
  if (isTimeUnit(unit)) {
    const passed = `(epoch_us(${instantOf(to, site.emit)}) - epoch_us(${instantOf(from, site.emit)}))`;
    return `(${passed} // ${MILLISECONDS[unit] * 1000})`;
  }
  const end =
    from.type.zone === undefined
      ? `sluice.local_time(${instantOf(to, site.emit)}, (${site.arg(1)}).z)`
      : localTime(instantOf(to, site.emit), from.type.zone);
  return `date_sub('${unit}', ${wallClock(from, site.emit)}, ${end})`;
}

/** The type says the zone where the language knew it; else the value carries it. */
function inZone(instant: string, zone: Expression | undefined, site: CallSite): string {
  const literal = literalText(zone);
  if (literal !== undefined) parseZone(literal);
  if (isZoned(site.type) && site.type.zone !== undefined) return instant;
  if (!zone) throw new TypeError('No zone');
  const name =
    literal === undefined ? `sluice.zone_name(${site.emit.expression(zone)})` : quoteText(zoneName(literal));
  return `sluice.zoned(${instant}, ${name})`;
}

function atTimeZone(site: CallSite): string {
  const [value, zone] = site.args;
  if (!value) throw new TypeError('No argument');
  return inZone(instantOf(value, site.emit), zone, site);
}

function withTimeZone(site: CallSite): string {
  const [, zone] = site.args;
  const literal = literalText(zone);
  if (literal !== undefined) return inZone(instantOfLocal(site.arg(0), literal), zone, site);
  const name = `sluice.zone_name(${site.arg(1)})`;
  return `sluice.from_wall_clock(${site.arg(0)}, ${name})`;
}
