import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExtractRows } from '../extract-rows.ts';
import { type Asked, exportZoql, refusal, zoql } from '../zoql-request.ts';

let data: ExtractRows;
const at = (day: number, hour = 0) => Date.UTC(2026, 6, day, hour);

beforeAll(async () => {
  data = await ExtractRows.open();
  await data.put('Contact', at(1), { Id: 'c', City: 'Rome' });
  await data.put(
    'Account',
    at(1),
    ...['old', 'changed', 'gone', 'gone-before', 'gone-late'].map((Id) => ({ Id, BillToId: 'c', Name: Id })),
  );
  await data.remove('Account', at(5), 'gone-before');
  await data.put(
    'Account',
    at(10),
    { Id: 'changed', Name: 'changed' },
    { Id: 'made', BillToId: 'c' },
    { Id: 'short', BillToId: 'c' },
  );
  await data.remove('Account', at(12), 'gone', 'short');
  await data.put('Account', at(20), { Id: 'later' });
  await data.remove('Account', at(21), 'gone-late');
  await data.put('AccountingCode', at(1), { Id: 'k' });
});

afterAll(() => data[Symbol.asyncDispose]());

const rows = (text: string, asked: Asked = {}) => data.of(exportZoql(text, asked));
const ids = (asked: Asked) => rows('select Id from Account order by Id', asked);
const window = { since: at(10), until: at(20) };
const deletedColumn = { name: 'IsDeleted', format: 'boolean' } as const;

describe('a window (aqua.md §4.2)', () => {
  it('takes the live rows that changed in it, its begin but not its end', async () => {
    expect(await ids({ window })).toBe('changed / made');
    expect(await ids({ window: { since: at(10) + 1000, until: at(20) + 1000 } })).toBe('later');
    expect(await rows("select Id from Account where Id != 'made'", { window })).toBe('changed');
    expect(await data.of(zoql('select Id from Account', { window }))).toBe('changed / made');
  });

  it('with a deleted column, those deleted in it too, unless they were made in it', async () => {
    const asked: Asked = { window, extract: { deletedColumn } };
    expect(await rows('select Id, Name, BillToContact.City from Account order by Id', asked)).toBe(
      // A deleted row keeps what is its own.
      'false,changed,changed,Rome / true,gone,gone,- / false,made,-,Rome',
    );
    expect(exportZoql('select Id from Account', asked).query.output[0]?.label).toBe('Account.IsDeleted');
  });

  it('tells of the deletion of a row made in it, where an earlier result has shown it', async () => {
    const asked = (unseenFrom: number) => ({ window: { ...window, unseenFrom }, extract: { deletedColumn } });
    const text = 'select Id from Account order by Id';
    expect(await rows(text, asked(at(11)))).toBe('false,changed / true,gone / false,made / true,short');
    expect(await rows(text, asked(at(1)))).toBe('false,changed / true,gone / false,made');
  });

  it('cannot be used where there is no date of change: all rows, and the job is told', async () => {
    const bare = (await import('../../../src/tenant/catalogue/base-catalogue.ts'))
      .baseCatalogue()
      .map((object) =>
        object.name === 'AccountingCode'
          ? { ...object, fields: object.fields.filter(({ name }) => !/^(Created|Updated)Date$/.test(name)) }
          : object,
      );
    const compiled = exportZoql('select Id from AccountingCode', { window, catalogue: bare });
    expect(compiled.whole).toBe(true);
    expect(await data.of(compiled)).toBe('k');
    expect(exportZoql('select Id from AccountingCode', { window })).not.toHaveProperty('whole');
    expect(exportZoql('select Id from AccountingCode', { catalogue: bare })).not.toHaveProperty('whole');
  });
});

describe('without a window (§4.5)', () => {
  const all = 'changed / gone / gone-before / gone-late / later / made / old / short';

  it('deleted rows come only where they were asked for', async () => {
    expect(await ids({})).toBe('changed / later / made / old');
    expect(await ids({ deleted: 'both' })).toBe(all);
  });

  it('deleted rows have nothing of joined objects', async () => {
    const text = "select Id, BillToContact.City from Account where Id = 'gone' or Id = 'old' order by Id";
    expect(await rows(text, { deleted: 'both' })).toBe('gone,- / old,Rome');
  });

  it('the column is there in both, as a boolean or a number', async () => {
    const asked = (format: 'boolean' | 'numeric'): Asked => ({
      extract: { deletedColumn: { name: 'x', format } },
    });
    const text = "select Id from Account where Name like 'gone' or Id = 'old' order by Id";
    expect(await rows(text, asked('numeric'))).toBe('0,old');
    expect(await rows(text, { ...asked('numeric'), deleted: 'both' })).toBe('1,gone / 0,old');
    expect(await rows(text, { ...asked('boolean'), deleted: 'both' })).toBe('true,gone / false,old');
    const labels: Asked = { extract: { ...asked('numeric').extract, labels: 'labels' } };
    expect(exportZoql(text, labels).query.output[0]?.label).toBe('Account.x');
    const deleted = { extract: { deletedColumn: { name: 'ISDELETED', format: 'boolean' } } } as const;
    expect(exportZoql('select Id from account', deleted).query.output[0]?.label).toBe('Account.IsDeleted');
  });

  it('rows deleted for longer than they are kept do not come', async () => {
    const asked: Asked = { deleted: 'both', now: at(31), extract: { deletedLifeMs: at(31) - at(12) } };
    expect(await ids(asked)).toBe('changed / gone / gone-late / later / made / old / short');
    expect(await ids({ ...asked, now: at(32) })).toBe('changed / gone-late / later / made / old');
  });

  it('rows are grouped by it too', async () => {
    const asked: Asked = { deleted: 'both', extract: { deletedColumn } };
    expect(await rows('select COUNT(*) from Account order by COUNT(*) desc', asked)).toMatch(
      /^(true|false),4 \/ (true|false),4$/,
    );
    expect(await rows('select COUNT(*) from Account', { extract: { deletedColumn } })).toBe('false,4');
  });

  it('is refused where deleted rows are not kept', () => {
    for (const compile of [exportZoql, zoql]) {
      const refused = refusal(() => compile('select Id from AccountingCode', { extract: { deletedColumn } }));
      expect(refused.fault).toBe('no-deleted-rows');
    }
  });
});
