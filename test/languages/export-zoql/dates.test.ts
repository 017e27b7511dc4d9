import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExtractRows } from '../extract-rows.ts';
import { type Asked, exportZoql, refusal, zoql } from '../zoql-request.ts';

/**
 * Subscriptions made in Los Angeles around the days of 23 and 25 hours: 2026-03-08 begins at 08:00Z and ends at 07:00Z,
 * 2026-11-01 begins at 07:00Z and ends at 08:00Z. Each stands for its own time, 1 ms later.
 */
const MADE: readonly (readonly [string, string])[] = [
  ['before', '2026-03-08T07:59:59Z'],
  ['first', '2026-03-08T08:00:00Z'],
  ['last', '2026-03-09T06:59:59Z'],
  ['after', '2026-03-09T07:00:00Z'],
  ['long-first', '2026-11-01T07:00:00Z'],
  ['long-last', '2026-11-02T07:59:59Z'],
  ['long-after', '2026-11-02T08:00:00Z'],
];

let data: ExtractRows;

beforeAll(async () => {
  data = await ExtractRows.open();
  for (const [id, at] of MADE) {
    await data.put('Subscription', Date.parse(at), { Id: id, SubscriptionStartDate: at.slice(0, 10) });
  }
});

afterAll(() => data[Symbol.asyncDispose]());

const rows = (text: string, asked: Asked = {}) => data.of(exportZoql(text, asked));
const found = (where: string, asked: Asked = {}) =>
  rows(`select Id from Subscription where ${where} order by UpdatedDate`, asked);

describe('a date against a date-time is its whole day in the tenant’s zone (aqua.md §5.2)', () => {
  it.each([
    ["UpdatedDate = '2026-03-08'", 'first / last'],
    ["UpdatedDate = '2026-11-01'", 'long-first / long-last'],
    ["'2026-03-08' = UpdatedDate", 'first / last'],
    ['UpdatedDate = 2026-03-08', 'first / last'],
    ["UpdatedDate != '2026-03-08' and UpdatedDate < '2026-04-01'", 'before / after'],
    ["UpdatedDate > '2026-03-08' and UpdatedDate < '2026-11-01'", 'after'],
    ["UpdatedDate >= '2026-03-08' and UpdatedDate <= '2026-03-08'", 'first / last'],
    ["UpdatedDate < '2026-03-08'", 'before'],
    ["UpdatedDate <= '2026-03-08'", 'before / first / last'],
    ["'2026-03-08' >= UpdatedDate", 'before / first / last'],
    ["NOT UpdatedDate = '2026-03-08' AND NOT UpdatedDate > '2026-03-09'", 'before / after'],
    // The day of another zone.
    ["UpdatedDate < '2026-03-08Z'", ''],
    ["UpdatedDate = '2026-03-09Z'", 'last / after'],
  ])('%s', async (where, ids) => {
    expect(await found(where)).toBe(ids);
  });

  it('also where the day begins later than at midnight, and where midnight comes twice', async () => {
    // Until 2018 clocks in São Paulo went forward at midnight.
    await data.put('Refund', Date.parse('2018-11-04T02:59:59Z'), { Id: 'r1' });
    await data.put('Refund', Date.parse('2018-11-04T03:00:00Z'), { Id: 'r2' });
    // In Havana they go back at one o'clock, to midnight.
    await data.put('Refund', Date.parse('2026-11-01T03:59:59Z'), { Id: 'r3' });
    await data.put('Refund', Date.parse('2026-11-01T04:00:00Z'), { Id: 'r4' });
    const on = (day: string, zone: string) =>
      rows(
        `select Id from Refund where UpdatedDate >= '${day}' and CreatedDate < '2026-12-01' order by Id limit 1`,
        { zone },
      );
    expect(await on('2018-11-04', 'America/Sao_Paulo')).toBe('r2');
    expect(await on('2026-11-01', 'America/Havana')).toBe('r4');
  });
});

describe('other comparisons of dates', () => {
  it.each([
    // A point in time, with a zone of its own or the tenant's.
    ["UpdatedDate >= '2026-03-09T00:00:00' and UpdatedDate < '2026-03-10'", 'after'],
    ["UpdatedDate >= '2026-03-09T07:00' and UpdatedDate < '2026-03-10'", ''],
    ["UpdatedDate < '2026-03-08T08:00:00Z'", 'before'],
    ["UpdatedDate < '2026-03-08T09:00:00+01:00'", 'before'],
    ['UpdatedDate < 2026-03-08T08:00:00Z', 'before'],
    // In the hour that is skipped, and in the one that comes twice.
    ["UpdatedDate < '2026-03-08T02:30:00'", 'before / first'],
    // A date field: by its date.
    ["SubscriptionStartDate = '2026-03-09'", 'last / after'],
    ["SubscriptionStartDate = '2026-03-09T23:59:59Z'", 'last / after'],
    ["SubscriptionStartDate > '2026-11-01'", 'long-last / long-after'],
    // A date-time beside a date: by its day.
    ['UpdatedDate = SubscriptionStartDate', 'first / after / long-first / long-after'],
    ['SubscriptionStartDate > UpdatedDate', 'before / last / long-last'],
    ['UpdatedDate >= CreatedDate and UpdatedDate < SubscriptionStartDate', 'before / last / long-last'],
  ])('%s', async (where, ids) => {
    expect(await found(where)).toBe(ids);
  });
});

describe('a date-time is its whole second, as a file shows it', () => {
  const at = Date.parse('2026-05-05T05:05:05Z');
  beforeAll(async () => {
    const made: readonly (readonly [string, number])[] = [
      ['before', at - 1],
      ['start', at],
      ['inside', at + 500],
      ['end', at + 999],
      ['after', at + 1000],
    ];
    for (const [Id, ms] of made) {
      const iso = (time: number) => new Date(time).toISOString();
      const row = { Id, EndDateTime: iso(ms), StartDateTime: iso(at + 250) };
      await data.put('Usage', at, row);
    }
  });
  const CASES: readonly (readonly [string, string])[] = [
    ['=', 'start / inside / end'],
    ['!=', 'before / after'],
    ['<', 'before'],
    ['<=', 'before / start / inside / end'],
    ['>', 'after'],
    ['>=', 'start / inside / end / after'],
  ];

  it.each(CASES)('%s', async (operator, ids) => {
    const usage = (condition: string) => `select Id from Usage where ${condition} order by EndDateTime`;
    expect(await rows(usage(`EndDateTime ${operator} '2026-05-05T05:05:05Z'`))).toBe(ids);
    expect(await rows(usage(`EndDateTime ${operator} StartDateTime`))).toBe(ids);
    expect(await rows(usage(`EndDateTime ${operator} 'now'`), { now: at + 123 })).toBe(ids);
  });

  it.each(CASES)('%s in ZOQL too', async (operator, ids) => {
    for (const literal of ['2026-05-05T05:05:05Z', "'2026-05-05T05:05:05.678+0000'"]) {
      const found = await data.of(zoql(`select Id from Usage where EndDateTime ${operator} ${literal}`));
      expect(found.split(' / ').sort()).toEqual(ids.split(' / ').sort());
    }
  });

  it('is a range of the field itself', () => {
    const { query } = exportZoql("select Id from Usage where EndDateTime <= '2026-05-05T05:05:05Z'");
    expect(JSON.stringify(query)).toMatch(/"name":"<","args":\[\{"op":"column","id":\d+/);
  });
});

describe('relative dates', () => {
  /** Half an hour after the clocks of Los Angeles went forward on 2026-03-08. */
  const asked = { now: Date.parse('2026-03-08T10:30:00Z') };
  it.each([
    ["UpdatedDate = 'today'", 'first / last'],
    ["UpdatedDate > 'TODAY'", 'after / long-first / long-last / long-after'],
    ["UpdatedDate = 'today + 1 day' and UpdatedDate < '2026-04-01'", 'after'],
    ["UpdatedDate < 'now'", 'before / first'],
    ["UpdatedDate < 'now - 2 hours'", 'before / first'],
    ["UpdatedDate < 'now - 3 hours'", ''],
    ["UpdatedDate < 'now-151minutes'", ''],
    ["UpdatedDate < 'now - 9000 seconds'", 'before'],
    ["UpdatedDate < 'now - 1 day'", ''],
    ["SubscriptionStartDate = 'now'", 'before / first'],
    ["SubscriptionStartDate = 'today + 1 day'", 'last / after'],
    ["SubscriptionStartDate < 'today - 1 month'", ''],
    ["UpdatedDate > 'today + 33 weeks'", 'long-first / long-last / long-after'],
    ["UpdatedDate = 'today + 8 months - 1 day'", '!'],
    ["UpdatedDate > 'today + 1 years'", ''],
    // 10:30Z is still the seventh at −11:00, already the ninth at +14:00.
    ["SubscriptionStartDate = 'today (-11:00)'", ''],
    ["SubscriptionStartDate = 'today + 0 days (Pacific/Kiritimati)'", 'last / after'],
    ["SubscriptionStartDate = 'today (Kiritimati)'", 'last / after'],
    ["UpdatedDate < 'today (UTC)'", ''],
    ["UpdatedDate < 'today (Los Angeles)'", 'before'],
  ])('%s', async (where, ids) => {
    if (ids === '!')
      expect(
        refusal(() => exportZoql(`select Id from Subscription where ${where}`, asked)).message,
      ).toContain('is no date');
    else expect(await found(where, asked)).toBe(ids);
  });

  it('count months by the calendar, to the last day of a short one', async () => {
    const end = { now: Date.parse('2026-03-31T12:00:00Z') };
    await data.put(
      'Invoice',
      Date.UTC(2026, 0, 1),
      { Id: 'feb', DueDate: '2026-02-28' },
      { Id: 'leap', DueDate: '2024-02-29' },
    );
    expect(await rows("select Id from Invoice where DueDate = 'today - 1 month'", end)).toBe('feb');
    expect(await rows("select Id from Invoice where DueDate = 'today - 25 months'", end)).toBe('leap');
    expect(
      await rows("select Id from Invoice where DueDate = 'today - 2 years'", {
        now: Date.parse('2026-02-28T12:00:00Z'),
      }),
    ).toBe('');
  });
});

describe('what is no date', () => {
  it.each([
    '2026-02-29',
    '2026-13-01',
    '0000-01-01',
    '2026-01-01T24:00:00',
    '2026-01-01T00:60',
    '2026-1-1',
    '01/02/2026',
    'yesterday',
    '',
    'today - 30 fortnights',
    'today (Atlantis)',
    'now + 9999999 years',
    'now - 9999999 months',
    '2026-01-01T00:00:00+99:00',
    '2026-01-01+02:00',
  ])("'%s' is refused where it stands", (text) => {
    for (const field of ['UpdatedDate', 'SubscriptionStartDate']) {
      const error = refusal(() => exportZoql(`select Id from Subscription where\n ${field} > '${text}'`));
      expect(error.message).toContain(`"${text}" is no date`);
      expect(error).toMatchObject({ line: 2, column: field.length + 5 });
    }
  });

  const SPACE = "UpdatedDate >= '2026-08-01 00:00:00'";
  const FRACTION = "UpdatedDate < '2027-08-01T17:01:07.160994+10:00'";

  it('a space or a fraction is refused', () => {
    expect(refusal(() => exportZoql(`select Id from Account where ${SPACE}`)).message).toContain(
      'has a space between date and time',
    );
    expect(refusal(() => exportZoql(`select Id from Account where ${FRACTION}`)).message).toContain(
      'has a fraction of a second',
    );
    expect(
      refusal(() => exportZoql("select Id from Account where UpdatedDate > TIMESTAMP '2026-08-01'")).column,
    ).toBe(54);
  });

  it('or it is read as the product reads it, where that was asked for', async () => {
    const asked: Asked = { extract: { literals: 'zuora' } };
    const all = MADE.map(([id]) => id).join(' / ');
    expect(await found(SPACE, asked)).toBe(all);
    expect(await found(`NOT ${SPACE}`, asked)).toBe(all);
    expect(await found(`${SPACE} and Id = 'first'`, asked)).toBe('first');
    expect(await found(`Id = 'last' or ${SPACE}`, asked)).toBe('last');
    expect(await found(FRACTION, asked)).toBe('');
    expect(await found(`NOT ${FRACTION}`, asked)).toBe('');
    const text = "select Id from Subscription where SubscriptionStartDate > '2026-08-01 00:00:00'";
    expect(refusal(() => exportZoql(text, asked)).message).toContain('has a space');
  });
});

describe('date functions', () => {
  const of = async (name: string, date: string) => {
    await data.put('Payment', Date.UTC(2026, 0, 1), { Id: 'p', EffectiveDate: date });
    return rows(`select ${name}(EffectiveDate) from Payment`);
  };

  it.each([
    ['DATE', '2026-03-08', '2026-03-08'],
    ['YEAR', '2026-03-08', '2026'],
    ['QUARTER', '2026-12-31', '4'],
    ['month', '2026-12-31', '12'],
    // 2026 begins on a Thursday: its first Sunday is the fourth of January.
    ['WEEK', '2026-01-03', '0'],
    ['WEEK', '2026-01-04', '1'],
    ['WEEK', '2026-12-31', '52'],
    // 2023 begins on a Sunday and 2028 is a leap year that begins on a Saturday.
    ['WEEK', '2023-01-01', '1'],
    ['WEEK', '2023-12-31', '53'],
    ['WEEK', '2028-12-31', '53'],
    ['WEEKOFYEAR', '2026-01-03', '1'],
    ['WEEKOFYEAR', '2027-01-03', '53'],
    ['WEEKOFYEAR', '2026-01-05', '2'],
  ])('%s(%s)', async (name, date, value) => {
    expect(await of(name, date)).toBe(value);
  });

  it('are of the tenant’s zone, also where date-times are shown in UTC', async () => {
    const text = "select DATE(UpdatedDate), UpdatedDate from Subscription where Id = 'last'";
    expect(await rows(text)).toBe('2026-03-08,2026-03-08T23:59:59-0700');
    expect(await rows(text, { extract: { datetimes: 'utc' } })).toBe('2026-03-08,2026-03-09T06:59:59+0000');
  });

  it('take literals, and group', async () => {
    expect(await rows("select YEAR('2026-03-08'), DATE('2026-03-09T06:59:59Z') from Payment")).toBe(
      '2026,2026-03-08',
    );
    expect(
      await rows(
        'select MONTH(UpdatedDate), COUNT(*) from Subscription group by MONTH(UpdatedDate) having MONTH(UpdatedDate) != 11 order by MONTH(UpdatedDate)',
      ),
    ).toBe('3,4');
  });

  it.each([
    ['select Id from Account where YEAR(UpdatedDate) = 2026', 'YEAR may not stand in WHERE'],
    ['select YEAR(Name) from Account', 'YEAR takes a date or a date-time, and no varchar'],
    ["select DATE('nonsense') from Account", 'is neither a date nor a date-time'],
  ])('%s is refused', (text, message) => {
    expect(refusal(() => exportZoql(text)).message).toContain(message);
  });
});
