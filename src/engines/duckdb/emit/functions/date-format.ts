import { EngineError } from '../../../../ports/engine.ts';
import type { Expression } from '../../../../sql/tree.ts';
import type { CallSite, Emissions } from '../emitter.ts';
import { instantOf, isZoned, wallClock } from '../instant.ts';
import { jodaParts, strftimeOf, unknownLetter } from '../joda-format.ts';
import { malformedDate } from '../malformed-date.ts';
import { mysqlFormat } from '../mysql-format.ts';
import { quoteText } from '../quote.ts';
import { raise } from '../raise.ts';
import { zoneName } from '../zone.ts';
import { requiredText } from './literal-argument.ts';

/** Formats are translated while the statement is emitted, so they must be constants (dialect notes §7). */
export const DATE_FORMAT_EMISSIONS: Emissions = {
  date_format: (site) =>
    `strftime(${clock(site)}, ${quoteText(mysqlFormat(requiredText(site, 1, 'format')))})`,
  date_parse: (site) => dateParse(site),
  format_datetime: (site) => formatDatetime(site),
  parse_datetime: (site) => parseDatetime(site),
  to_iso8601: (site) => toIso8601(site),
  from_iso8601_date: (site) => `sluice.iso_date(${site.arg(0)})`,
  from_iso8601_timestamp: (site) => `sluice.iso_timestamp(${site.arg(0)})`,
};

function clock(site: CallSite): string {
  return wallClock(firstOf(site), site.emit);
}

function firstOf(site: CallSite): Expression {
  const [value] = site.args;
  if (!value) throw new TypeError(`${site.name} has arguments`);
  return value;
}

/** Digits of a second beyond milliseconds are cut. */
function dateParse(site: CallSite): string {
  const format = mysqlFormat(requiredText(site, 1, 'format'));
  return parsed(
    site.arg(0),
    `date_trunc('milliseconds', try_strptime(${site.arg(0)}, ${quoteText(format)}))`,
    format,
  );
}

function parsed(text: string, value: string, format: string): string {
  const bad = raise({ sql: malformedDate(text, format) }, { kind: 'timestamp', precision: 3 });
  return `CASE WHEN ${text} IS NULL THEN NULL WHEN ${value} IS NULL THEN ${bad} ELSE ${value} END`;
}

function formatDatetime(site: CallSite): string {
  const value = firstOf(site);
  const local = clock(site);
  const parts = jodaParts(requiredText(site, 1, 'pattern')).map((part) => {
    if ('text' in part) return quoteText(part.text);
    const { letter, count } = part;
    const known = strftimeOf(letter, count);
    if (known !== undefined) return `strftime(${local}, '${known}')`;
    return formatted(letter, count, local, value, site);
  });
  return parts.length === 0 ? "''" : `(${parts.join(' || ')})`;
}

function formatted(letter: string, count: number, local: string, value: Expression, site: CallSite): string {
  const number = (sql: string) => `sluice.zero_padded(${sql}, ${count})`;
  switch (letter) {
    case 'K':
      return number(`(hour(${local}) % 12)`);
    case 'k':
      return number(`((hour(${local}) + 23) % 24 + 1)`);
    case 'S':
      return `rpad(left(strftime(${local}, '%f'), ${count}), ${count}, '0')`;
    case 'D':
      return number(`dayofyear(${local})`);
    case 'w':
      return number(`week(${local})`);
    case 'x':
      return number(`(isoyear(${local}) % 100)`);
    case 'C':
      return number(`(year(${local}) // 100)`);
    case 'G':
      return "'AD'";
    case 'd':
    case 'H':
    case 'h':
    case 'm':
    case 's':
    case 'M': {
      const field = { d: 'day', H: 'hour', m: 'minute', s: 'second', M: 'month', h: 'hour' }[letter];
      return number(letter === 'h' ? `((hour(${local}) + 11) % 12 + 1)` : `${field}(${local})`);
    }
    case 'Z':
    case 'z':
      return zone(letter, count, local, value, site);
    default:
      throw unknownLetter(letter);
  }
}

function zone(letter: string, count: number, local: string, value: Expression, site: CallSite): string {
  const { type } = value;
  const name = !isZoned(type)
    ? "'UTC'"
    : type.zone === undefined
      ? `(${site.emit.expression(value)}).z`
      : quoteText(zoneName(type.zone));
  if (letter === 'Z' && count >= 3) return name;
  const offset = isZoned(type) ? `(epoch_us(${local}) - epoch_us(${instantOf(value, site.emit)}))` : '0';
  const text = `sluice.numeric_offset(${offset})`;
  if (letter === 'Z') return count === 1 ? `replace(${text}, ':', '')` : text;
  return zoneWords(count, name, offset, text, type.kind === 'timestamp with time zone' ? type.zone : 'UTC');
}

/** Names of zones in words (`PST`, `Pacific Standard Time`) come from this process's own tables. */
function zoneWords(
  count: number,
  name: string,
  offset: string,
  text: string,
  known: string | undefined,
): string {
  if (known === undefined)
    throw new EngineError('user', 'format_datetime: names of zones need a zone that is known');
  const style = count >= 4 ? 'long' : 'short';
  const words = new Map<number, string>();
  for (const month of [0, 6]) {
    const date = new Date(Date.UTC(2024, month, 1));
    const { word, minutes } = zoneWord(date, known, style);
    words.set(minutes, word);
  }
  const cases = [...words].map(([minutes, word]) => `WHEN ${minutes * 60_000_000} THEN ${quoteText(word)}`);
  return /^[+-]/.test(known) ? text : `CASE ${offset} ${cases.join(' ')} ELSE ${name} END`;
}

function zoneWord(date: Date, zone: string, style: 'long' | 'short'): { word: string; minutes: number } {
  const part = (timeZoneName: 'long' | 'short' | 'longOffset') =>
    new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName })
      .formatToParts(date)
      .find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  const offset = /GMT([+-])(\d\d):(\d\d)/.exec(part('longOffset'));
  const minutes = offset ? Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
  return { word: part(style), minutes };
}

/** A pattern may end in a zone; what comes before it is strptime's. */
function parseDatetime(site: CallSite): string {
  const parts = jodaParts(requiredText(site, 1, 'pattern'));
  const last = parts.at(-1);
  const zoned = last !== undefined && 'letter' in last && /[Zz]/.test(last.letter);
  const format = (zoned ? parts.slice(0, -1) : parts).map((part) => {
    if ('text' in part) return part.text.replaceAll('%', '%%');
    const known = part.letter === 'S' ? '%f' : strftimeOf(part.letter, part.count);
    if (known === undefined) throw unknownLetter(part.letter);
    return known;
  });
  const text = site.arg(0);
  const zonePattern = "'([+-][0-9]{2}:?[0-9]{2}|[A-Za-z][A-Za-z0-9_/+-]*)$'";
  const wall = zoned ? `regexp_replace(${text}, ${zonePattern}, '')` : text;
  const value = parsed(text, `try_strptime(${wall}, ${quoteText(format.join(''))})`, format.join(''));
  const name = zoned ? `sluice.zone_name(regexp_extract(${text}, ${zonePattern}, 1))` : "'UTC'";
  return `sluice.from_wall_clock(${value}, ${name})`;
}

function toIso8601(site: CallSite): string {
  const value = firstOf(site);
  const { type } = value;
  if (type.kind === 'date') return `CAST(${site.arg(0)} AS VARCHAR)`;
  const precision = type.kind === 'timestamp' || isZoned(type) ? type.precision : 0;
  const text = `replace(sluice.timestamp_text(${clock(site)}, ${precision}), ' ', 'T')`;
  if (!isZoned(type)) return text;
  return `(${text} || sluice.offset_text(epoch_us(${clock(site)}) - epoch_us(${instantOf(value, site.emit)})))`;
}
