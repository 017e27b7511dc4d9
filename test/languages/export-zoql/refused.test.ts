import { describe, expect, it } from 'vitest';
import { type Asked, exportZoql, refusal, zoql } from '../zoql-request.ts';

const refused = (text: string, asked: Asked = {}) => refusal(() => exportZoql(text, asked)).message;
const SOURCES_ARE_JOINED = 'joined objects are named in front of their fields, as in BillToContact.City';
const AFTER_FROM = 'expected WHERE, GROUP BY, HAVING, ORDER BY, LIMIT or the end of the query';
const TESTS = 'expected one of = != <> < <= > >= LIKE, NOT LIKE, IS NULL, IS NOT NULL';

describe('what is not the grammar’s is refused where it stands, with what is (aqua.md §5.1)', () => {
  it.each([
    ['', 'Found the end of the query, expected SELECT, at line 1, column 1'],
    ['bad query', 'Found "bad", expected SELECT, at line 1, column 1'],
    ['select from Account', 'Found "from", expected a field or a function, at line 1, column 8'],
    ['select Id, from Account', 'Found "from", expected a field or a function, at line 1, column 12'],
    ['select Id', 'Found the end of the query, expected FROM, at line 1, column 10'],
    [
      'select Id from',
      'Found the end of the query, expected the name of a data source, at line 1, column 15',
    ],
    [
      'select Id from Account a',
      `Found "a", ${AFTER_FROM}: a data source has no other name, at line 1, column 24`,
    ],
    [
      'select Id from Account, Contact',
      `Found ",", ${AFTER_FROM}: ${SOURCES_ARE_JOINED}, at line 1, column 23`,
    ],
    [
      'select Id from Account join Contact on 1 = 1',
      `Found "join", ${AFTER_FROM}: ${SOURCES_ARE_JOINED}, at line 1, column 24`,
    ],
    [
      'select Id from Account left outer join Contact',
      `Found "left", ${AFTER_FROM}: ${SOURCES_ARE_JOINED}, at line 1, column 24`,
    ],
    [
      'select Id from Account union select Id from Account',
      `Found "union", ${AFTER_FROM}: a data source has no other name, at line 1, column 24`,
    ],
    [
      'select Id from Account limit 1 where Id = 1',
      'Found "where", expected the end of the query, at line 1, column 32',
    ],
    ['select Id from Account;;', `Found ";", ${AFTER_FROM}, at line 1, column 24`],
    [
      "select Id from Account where Id IN ('a')",
      `Found "IN", ${TESTS}: write a list as several comparisons joined by OR, at line 1, column 33`,
    ],
    [
      "select Id from Account where Id not in ('a')",
      `Found "not", ${TESTS}: write a list as several comparisons joined by OR, at line 1, column 33`,
    ],
    [
      'select Id from Account where Balance between 1 and 2',
      `Found "between", ${TESTS}: write a range as two comparisons joined by AND, at line 1, column 38`,
    ],
    [
      'select Id from Account where Id = (select Id from Account)',
      'Found "(", expected a field, a function or a value: there are no queries within queries, at line 1, column 35',
    ],
    ['select Id from Account where Id', `Found the end of the query, ${TESTS}, at line 1, column 32`],
    [
      'select Id from Account where Id = ',
      'Found the end of the query, expected a field, a function or a value, at line 1, column 35',
    ],
    [
      'select Id from Account where (Id = 1',
      'Found the end of the query, expected ")", at line 1, column 37',
    ],
    [
      'select Id from Account where Id = "x"',
      'Found "x", expected a field, a function or a value: texts stand in single quotes, at line 1, column 35',
    ],
    [
      "select Id from Account where Id = 'x",
      "The text that begins here has no closing ', at line 1, column 35",
    ],
    [
      'select Id from Account where Id like Name',
      'Found "Name", expected a text in single quotes, at line 1, column 38',
    ],
    [
      "select Id from Account where Balance like '1%'",
      'LIKE takes a text, and no decimal(18,6), at line 1, column 30',
    ],
    ['select Id from Account where Id is true', 'Found "true", expected NULL, at line 1, column 36'],
    [
      'select Id from Account where Id < null',
      'null is compared with = and != only, not with <, at line 1, column 35',
    ],
    ['select Balance + 1 from Account', 'The character + has no meaning here, at line 1, column 16'],
    ['select Balance+1 from Account', 'Found "+1", expected FROM, at line 1, column 15'],
    ['select Id -- comment\nfrom Account', 'The character - has no meaning here, at line 1, column 11'],
    ["select case when Id = 'a' then 1 end from Account", 'Found "Id", expected FROM, at line 1, column 18'],
    [
      'select UPPER(Name) from Account',
      'There is no function named UPPER: there are COUNT, SUM, AVG, MIN, MAX, DATE, YEAR, QUARTER, MONTH, WEEK, WEEKOFYEAR, at line 1, column 8',
    ],
    [
      'select YAER(UpdatedDate) from Account',
      'There is no function named YAER (did you mean "YEAR"?), at line 1, column 8',
    ],
    ['select 1 from Account', 'Found "1", expected a field or a function, at line 1, column 8'],
    [
      'select Id from Account where Balance = 1e5',
      '"1e…" is neither a number nor a name, at line 1, column 40',
    ],
    [
      "select Id from Account where Balance > 'much'",
      '"much" is no number that the field could be compared with, at line 1, column 40',
    ],
    [
      'select Id from Account where BillCycleDay = 123456789012345678901',
      '"123456789012345678901" is no number that the field could be compared with, at line 1, column 45',
    ],
    ["select Id from Account where AutoPay = 'yes'", '"yes" is neither true nor false, at line 1, column 40'],
    [
      'select Id from Account where Balance = Name',
      'A decimal(18,6) cannot be compared with a varchar, at line 1, column 30',
    ],
    [
      'select Id from Account limit -1',
      'Found "-1", expected a whole number from 0 on, at line 1, column 30',
    ],
    [
      'select Id from Account limit 1.5',
      'Found "1.5", expected a whole number from 0 on, at line 1, column 30',
    ],
    [
      'select Id from Account limit 99999999999999999999',
      'Found "99999999999999999999", expected a whole number from 0 on, at line 1, column 30',
    ],
    ['select Id from Account order by 1', 'Found "1", expected a field or a function, at line 1, column 33'],
    ['select Id a, Name A from Account', 'The alias A is given twice, at line 1, column 19'],
    ['select Id as "" from Account', 'An alias has at least one character, at line 1, column 14'],
  ])('%s', (text, message) => {
    expect(refused(text)).toBe(message);
  });

  it('names line and column in a query of several lines', () => {
    const error = refusal(() => exportZoql("select Id\r\nfrom Account\r\nwhere Name = 'a\nb' and Foo = 1"));
    expect(error).toMatchObject({ line: 4, column: 8 });
  });
});

describe('groups', () => {
  const RULE = 'One or more of the selected fields are neither in GROUP BY nor inside an aggregate function';
  it.each([
    ['select Name, COUNT(*) from Account', `${RULE}: Name, at line 1, column 8`],
    ['select Name, Status from Account group by Name', `${RULE}: Status, at line 1, column 14`],
    ['select * from Account group by Name', `${RULE}: AccountNumber, at line 1, column 8`],
    [
      'select Entity.UpdatedById from Account group by Entity.CreatedById',
      `${RULE}: UpdatedById, at line 1, column 8`,
    ],
    ["select Name from Account group by Name having Status = 'x'", `${RULE}: Status, at line 1, column 47`],
    [
      'select YEAR(UpdatedDate) from Account group by MONTH(UpdatedDate)',
      `${RULE}: YEAR, at line 1, column 8`,
    ],
    [
      'select SUM(COUNT(Id)) from Account',
      'SUM takes a field: no function may stand inside another, at line 1, column 12',
    ],
    ['select SUM(Name) from Account', 'SUM takes a number, and no varchar, at line 1, column 8'],
    ['select SUM(*) from Account', 'Found "*", expected a field, at line 1, column 12'],
    [
      'select Id from Account where COUNT(Id) > 1',
      'COUNT may stand in SELECT, HAVING and ORDER BY, and inside no other function, at line 1, column 30',
    ],
    [
      'select Name from Account group by COUNT(Name)',
      'GROUP BY takes fields and date functions: COUNT is neither, at line 1, column 35',
    ],
    [
      'select COUNT(Id) as n from Account having n > 1',
      'There is no field named n: HAVING and ORDER BY take no alias, at line 1, column 43',
    ],
    [
      'select Id as n from Account order by n',
      'There is no field named n: HAVING and ORDER BY take no alias, at line 1, column 38',
    ],
    [
      'select COUNT(*) from Account group by Id, Name, Status, Batch, CrmId, Notes',
      'GROUP BY has 6 fields; the most are 5, at line 1, column 71',
    ],
  ])('%s is refused', (text, message) => {
    expect(refused(text)).toBe(message);
  });

  it('may have as many fields as the request says', () => {
    expect(
      refused('select COUNT(*) from Account group by Id, Name', { extract: { maxGroupFields: 1 } }),
    ).toContain('the most are 1');
    expect(exportZoql('select COUNT(*) from Account group by Id, Name, Status, Batch, CrmId').undivided).toBe(
      true,
    );
  });
});

describe('DISTINCT', () => {
  it.each([
    'select distinct Id from Account',
    'select DISTINCT(Id) from Account',
    'select SUM(distinct Balance) from Account',
  ])('%s has a fault of its own', (text) => {
    expect(refusal(() => exportZoql(text)).fault).toBe('distinct');
  });
});

describe('bounds', () => {
  it('a query has 20,000 characters, or as many as the request says', () => {
    const long = (length: number) => 'select Id from Account'.padEnd(length);
    expect(exportZoql(long(20_000)).query.output).toHaveLength(1);
    expect(refused(long(20_001))).toBe(
      'The query has 20001 characters; the most are 20000, at line 1, column 1',
    );
    expect(refused(long(31), { extract: { maxLength: 30 } })).toContain('the most are 30');
  });

  it('and 2,000 columns, however few characters name them', () => {
    const times = (count: number) => `select ${'Id,'.repeat(count - 1)}Id from Account`;
    expect(exportZoql(times(2000)).query.output).toHaveLength(2000);
    expect(refused(times(2001))).toMatch(/^The query selects more than 2000 columns, at line 1/);
    expect(refused(`select ${'*,'.repeat(9000)}* from Account`)).toMatch(/^The query selects more than 2000/);
    expect(refusal(() => zoql(times(2001))).message).toMatch(/^The query selects more than 2000 columns/);
  });

  it('and 100 brackets within brackets', () => {
    const nested = (depth: number) =>
      `select Id from Account where ${'('.repeat(depth)}Id = 1${')'.repeat(depth)}`;
    expect(exportZoql(nested(100)).query.output).toHaveLength(1);
    expect(refused(nested(101))).toContain('more than 100 brackets within brackets');
    expect(refused(`select Id from Account where ${'not '.repeat(2_000)}Id = 1`)).toContain('more than 100');
  });
});

describe('segments', () => {
  it.each([
    ['select Id, * from Account order by Id limit 3', undefined],
    ['select Id as x from Account', true],
    ['select YEAR(UpdatedDate) from Account', true],
    ['select COUNT(*) from Account', true],
  ])('%s: undivided is %s (§4.6)', (text, undivided) => {
    expect(exportZoql(text).undivided).toBe(undivided);
  });
});
