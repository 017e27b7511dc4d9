import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExtractRows } from '../extract-rows.ts';
import { type Asked, headers, refusal, zoql } from '../zoql-request.ts';

let data: ExtractRows;
const LONG_AGO = Date.UTC(2026, 0, 1, 20);

beforeAll(async () => {
  data = await ExtractRows.open();
  await data.put(
    'Invoice',
    LONG_AGO,
    {
      Id: 'i1',
      AccountId: 'a1',
      Amount: 10,
      DueDate: '2026-03-08',
      Status: 'Posted',
      Comments: 'say "hi"\tnow',
    },
    { Id: 'i2', AccountId: 'a2', Amount: 20, DueDate: null, Status: 'Draft', Comments: "it's \\" },
  );
  await data.put(
    'RatePlan',
    LONG_AGO,
    { Id: 'p1', AmendmentType: null },
    { Id: 'p2', AmendmentType: 'NewProduct' },
    { Id: 'p3', AmendmentType: 'RemoveProduct' },
  );
});

afterAll(() => data[Symbol.asyncDispose]());

const rows = (text: string, asked: Asked = {}) => data.of(zoql(text, asked));

describe('ZOQL (aqua.md §5.4)', () => {
  it('names foreign keys as plain fields, in the headers of Export ZOQL', () => {
    expect(headers(zoql('select id, accountid from invoice'))).toBe('Invoice.Id | Invoice.AccountId');
    expect(headers(zoql('select Id from Invoice;', { extract: { labels: 'labels' } }))).toBe('Invoice: ID');
  });

  it.each([
    ["Status = 'Posted'", 'i1'],
    ['Status = "Posted"', 'i1'],
    ["Status != 'Posted'", 'i2'],
    ["DueDate != '2026-03-08'", ''],
    ['DueDate = null', 'i2'],
    ['DueDate != null', 'i1'],
    ["DueDate = '2026-03-08'", 'i1'],
    ['DueDate >= 2026-03-08', 'i1'],
    ['UpdatedDate = 2026-01-01T20:00:00.001Z', 'i1 / i2'],
    ["UpdatedDate >= '2026-01-01T12:00:00'", 'i1 / i2'],
    ['UpdatedDate <= 2026-01-01T12:00:00', 'i1 / i2'],
    ['UpdatedDate = 2026-01-01T21:00:00.001+01:00', 'i1 / i2'],
    ['Amount > 10.0', 'i2'],
    ["Amount <= '10'", 'i1'],
    ["Status like 'Pos%'", 'i1'],
    ['Comments = \'say \\"hi\\"\\tnow\'', 'i1'],
    ["Comments = 'it\\'s \\\\'", 'i2'],
    // AND before OR.
    ["Status = 'Draft' or Status = 'Posted' and Amount = 20", 'i2'],
  ])('where %s', async (where, ids) => {
    expect(await rows(`select Id from Invoice where ${where}`)).toBe(ids);
  });

  it('hides removed rate plans unless the filter asks for amendments', async () => {
    expect(await rows('select Id from RatePlan')).toBe('p1 / p2');
    expect(await rows("select Id from RatePlan where Id != 'p1'")).toBe('p2');
    expect(await rows("select Id from RatePlan where Id != '' and amendmenttype != NULL")).toBe('p2 / p3');
  });

  it.each([
    [
      'select * from Invoice',
      'Found "*", expected the name of a field: ZOQL names each of its fields, at line 1, column 8',
    ],
    [
      'select Account.Id from Invoice',
      'Found ".", expected the name alone: ZOQL has no joined objects, at line 1, column 15',
    ],
    [
      'select count(Id) from Invoice',
      'Found "(", expected the name alone: ZOQL has no functions, at line 1, column 13',
    ],
    [
      'select Id from Invoice order by Id',
      'Found "order", expected WHERE or the end of the query: ZOQL has no joins, brackets, ORDER BY, GROUP BY or LIMIT; Export ZOQL has, at line 1, column 24',
    ],
    [
      "select Id from Invoice where (Id = 'x')",
      'Found "(", expected the name of a field, at line 1, column 30',
    ],
    [
      "select Id from Invoice where Id in ('x')",
      'Found "in", expected one of = != < <= > >= LIKE, at line 1, column 33',
    ],
    [
      "select Id from Invoice where Id <> 'x'",
      'Found "<>", expected one of = != < <= > >= LIKE, at line 1, column 33',
    ],
    ['select Id from Invoice where Id = Name', 'Found "Name", expected a value, at line 1, column 35'],
    [
      "select Id from Invoice where Id = 'a''b'",
      "Found 'b', expected AND, OR or the end of the query: ZOQL has no joins, brackets, ORDER BY, GROUP BY or LIMIT; Export ZOQL has, at line 1, column 38",
    ],
    [
      "select Id from Invoice where Id = 'a\\x'",
      '\\x in a text is no escape: they are \\\' \\" \\\\ \\b \\f \\n \\r \\t, at line 1, column 35',
    ],
    [
      "select Id from Invoice where DueDate = '2026-01-01T00:00:00'",
      'INVALID_VALUE: "2026-01-01T00:00:00" is not a date, as in \'2026-08-01\', at line 1, column 40',
    ],
    [
      'select Id from Invoice where UpdatedDate > 2026-01-01',
      'INVALID_VALUE: "2026-01-01" is not a date-time, as in \'2026-08-01T00:00:00\', at line 1, column 44',
    ],
    [
      "select Id from Invoice where UpdatedDate > 'today'",
      'INVALID_VALUE: "today" is not a date-time, as in \'2026-08-01T00:00:00\', at line 1, column 44',
    ],
    [
      'select AcountId from Invoice',
      'There is no field named AcountId (did you mean "AccountId"?), at line 1, column 8',
    ],
    [
      'select Id from Invoise',
      'The requested data source could not be found: Invoise (did you mean "Invoice"?), at line 1, column 16',
    ],
  ])('%s is refused', (text, message) => {
    expect(refusal(() => zoql(text)).message).toBe(message);
  });

  it('has at most 200 conditions, or as many as the request says', async () => {
    const query = (count: number) =>
      `select Id from Invoice where ${Array.from({ length: count }, (_, i) => `Amount != ${i + 100}`).join(' and ')}`;
    expect(await rows(query(200))).toBe('i1 / i2');
    expect(refusal(() => zoql(query(201))).message).toContain('more than 200 conditions');
    expect(refusal(() => zoql(query(4), { extract: { maxConditions: 3 } })).message).toContain(
      'more than 3 conditions',
    );
  });
});
