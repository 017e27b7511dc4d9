import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LoadedTenant } from './loaded-tenant.ts';

let tenant: LoadedTenant;
beforeAll(async () => {
  tenant = await LoadedTenant.open();
});
beforeEach(() => tenant.empty());
afterAll(() => tenant[Symbol.asyncDispose]());

const names = async () =>
  (await tenant.rows('SELECT name, notes FROM data.account ORDER BY id')).map((row) => row.join('|'));
const JSONL = { file: { format: 'jsonl', delimiter: ',' } } as const;
/** The result files without ids. */
const withoutIds = (text: string) => text.replace(/[0-9a-f]{32}/g, 'ID');

describe('a CSV file', () => {
  it.each([',', '\t', '|', ';', ':', '^', '~', '.'])('may be divided by %j', async (delimiter) => {
    const { succeeded } = await tenant.load(`Name,Notes\na,"b,c"\n`.replaceAll(',', delimiter), {
      file: { format: 'csv', delimiter },
    });
    expect(await names()).toEqual([`a|b${delimiter}c`]);
    expect(withoutIds(succeeded)).toBe(`Name,Notes,Id\na,"b,c",ID\n`.replaceAll(',', delimiter));
  });

  it('may lack a row of headers', async () => {
    const file = { format: 'csv', delimiter: ',', headers: ['Notes', 'Name'] } as const;
    const { succeeded } = await tenant.load('n,a\nm,b\n', { file });
    expect(await names()).toEqual(['a|n', 'b|m']);
    expect(withoutIds(succeeded)).toBe('Notes,Name,Id\nn,a,ID\nm,b,ID\n');
  });

  it('may have line ends of several kinds, blank lines, and lines inside values', async () => {
    const { counts, succeeded } = await tenant.load('Name,Notes\r\na,"1\r\n2"\n\nb,"3\n4"\rc,5');
    expect(counts).toEqual({ rows: 3, succeeded: 3, failed: 0 });
    expect(await names()).toEqual(['a|1\r\n2', 'b|3\n4', 'c|5']);
    expect(withoutIds(succeeded)).toBe('Name,Notes,Id\na,"1\r\n2",ID\nb,"3\n4",ID\nc,5,ID\n');
  });

  it('has rows too short, whose missing cells are empty, and rows too long, which fail', async () => {
    const { counts, succeeded, failed } = await tenant.load('Name,Notes\na\nb,1,2,"3,"\nc,1,\nd,1\n');
    expect(counts).toEqual({ rows: 4, succeeded: 3, failed: 1 });
    expect(await names()).toEqual(['a|', 'c|1', 'd|1']);
    expect(withoutIds(succeeded)).toBe('Name,Notes,Id\na,,ID\nc,1,ID\nd,1,ID\n');
    expect(failed).toBe(
      'Name,Notes,ErrorCode,ErrorMessage\nb,1,shape!,The row has more cells than the header,2,"3,"\n',
    );
  });

  it('is matched by mappings alone when there are some', async () => {
    const mappings = [{ column: 'Notes', field: 'name' }];
    const { columns } = await tenant.load('Name,Notes\na,b\n', { mappings });
    expect(await names()).toEqual(['b|']);
    expect(columns).toEqual([{ column: 'Name' }, { column: 'Notes', field: 'Name' }]);
  });

  it('may have the headers of an export, and what it alone cannot write', async () => {
    const { columns } = await tenant.load(
      'Account.Id,Account.Name,Account.CreatedDate,ParentAccount.Id\n1,a,x,\n',
    );
    expect(columns.map(({ field }) => field)).toEqual([undefined, 'Name', undefined, 'ParentId']);
    expect(await names()).toEqual(['a|']);
  });

  it('whose rows failed can be loaded again, corrected or not', async () => {
    const first = await tenant.load('Name,Balance\na,x\nb,1\n');
    const again = await tenant.load(first.failed);
    expect(again.failed).toBe(first.failed);
    const corrected = await tenant.load(first.failed.replace('a,x', 'a,2'));
    expect(corrected.counts).toEqual({ rows: 1, succeeded: 1, failed: 0 });
    expect(await names()).toEqual(['b|', 'a|']);
  });
});

describe('a CSV file with a column that marks records', () => {
  it('has a record for each True, whose further lines stay with it', async () => {
    const file =
      'IsNewAccount,Name,IsNewPart,Part,Balance\nFalse,0,,,\nTrue,a,True,1,\n,,True,2,x\nTrue,b,,,y\nFalse,,True,3,\nTRUE,c,,,\n';
    const { counts, succeeded, failed } = await tenant.load(file);
    expect(counts).toEqual({ rows: 3, succeeded: 2, failed: 1 });
    expect(await names()).toEqual(['a|', 'c|']);
    expect(withoutIds(succeeded)).toBe(
      'IsNewAccount,Name,IsNewPart,Part,Balance,Id\nTrue,a,True,1,,ID\n,,True,2,x,\nTRUE,c,,,,ID\n',
    );
    expect(failed).toMatch(
      /^IsNewAccount,Name,IsNewPart,Part,Balance,ErrorCode,ErrorMessage\nTrue,b,,,y,type!,.*\nFalse,,True,3,,,\n$/,
    );
  });

  it('has none without a True, and that is no error', async () => {
    const { counts } = await tenant.load('IsNewAccount,Name\nFalse,a\n,b\n');
    expect(counts).toEqual({ rows: 0, succeeded: 0, failed: 0 });
  });
});

describe('a JSONL file', () => {
  it('has one object a line; what is none fails', async () => {
    const lines = [
      '{"Name":"a","Balance":12.5,"AutoPay":true,"BillCycleDay":7,"Notes":null,"x":{"y":1}}',
      '{ "name2": 1, "Name": "é\\n" } ',
      'nope',
      '[1]',
      '{"Name":"b",}',
      '{"Name":{"first":"c"}}',
      '{"Name":["d"]}',
      '{}',
    ];
    const { counts, columns, succeeded, failed } = await tenant.load(`${lines.join('\n')}\n`, JSONL);
    expect(counts).toEqual({ rows: 8, succeeded: 3, failed: 5 });
    expect(columns.map(({ column }) => column)).toEqual([
      'Name',
      'Balance',
      'AutoPay',
      'BillCycleDay',
      'Notes',
      'x',
      'name2',
    ]);
    expect(
      await tenant.rows('SELECT name, balance, autopay, billcycleday, notes FROM data.account ORDER BY id'),
    ).toEqual([
      ['a', '12.500000', true, '7', null],
      ['é\n', null, null, null, null],
      [null, null, null, null, null],
    ]);
    expect(withoutIds(succeeded).split('\n')).toEqual([
      `${lines[0]?.slice(0, -1)},"Id":"ID"}`,
      '{ "name2": 1, "Name": "é\\n" ,"Id":"ID"}',
      '{"Id":"ID"}',
      '',
    ]);
    const reasons = failed
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(reasons.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'shape!',
      'shape!',
      'shape!',
      'type!',
      'type!',
    ]);
    expect(reasons[3]).toMatchObject({ Name: { first: 'c' } });
  });

  it('that failed can be loaded again', async () => {
    const first = await tenant.load('{"Name":"a","Balance":"x"}\n', JSONL);
    const again = await tenant.load(first.failed, JSONL);
    expect(again.failed).toBe(first.failed);
  });

  it('that has a key of ours already gets ours, once, and keeps the others', async () => {
    const lines = [
      '{"Name":"a","Id":"mine","n":null,"x":{"y":[1,null]},"a/b~c":"\\u00e9\\u0000","\\"":12345678901234567890123}',
      '{"Id":7}',
      '{"Id":null,"Name":"b"}',
    ];
    const { succeeded } = await tenant.load(`${lines.join('\n')}\n`, JSONL);
    expect(withoutIds(succeeded).split('\n')).toEqual([
      '{"Name":"a","n":null,"x":{"y":[1,null]},"a/b~c":"é\\u0000","\\"":12345678901234567890123,"Id":"ID"}',
      '{"Id":"ID"}',
      '{"Name":"b","Id":"ID"}',
      '',
    ]);
  });

  it('may nest values deeper than the engine could follow', async () => {
    const deep = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;
    const lines = [
      `{"Id":"mine","Name":"a","x":${deep},"a/b~c":null,"\\"":"\\u0000"}`,
      '{"Id":"mine","Name":"b","other":1}',
    ];
    const { counts, succeeded } = await tenant.load(`${lines.join('\n')}\n`, JSONL);
    expect(counts).toEqual({ rows: 2, succeeded: 2, failed: 0 });
    expect(withoutIds(succeeded).split('\n')).toEqual([
      `{"Name":"a","x":${deep},"a/b~c":null,"\\"":"\\u0000","Id":"ID"}`,
      '{"Name":"b","other":1,"Id":"ID"}',
      '',
    ]);
  });

  it('has JSON and nothing that only the engine takes for it', async () => {
    const lines = [
      '{"Name":"a","x":[1,]}',
      '{"Name":"a","x":{"y":1, }}',
      '{"Name":"a","x":NaN}',
      '{"Name":"a","x":-Infinity}',
      '{"Name":"Nan, ] Infinity \\", }","x":"\\\\"}',
    ];
    const { counts, failed } = await tenant.load(`${lines.join('\n')}\n`, JSONL);
    expect(counts).toEqual({ rows: 5, succeeded: 1, failed: 4 });
    expect(failed.match(/shape!/g)).toHaveLength(4);
    expect(await names()).toEqual(['Nan, ] Infinity ", }|']);
  });

  it('may have its ids under any key', async () => {
    const key = 'q"/~\n*$.[0]';
    const { succeeded } = await tenant.load('{"Name":"a"}\n', JSONL);
    const { Id } = JSON.parse(succeeded) as { Id: string };
    const line = JSON.stringify({ [key]: Id, Name: 'b' });
    const updated = await tenant.load(`${line}\n`, { ...JSONL, action: 'update', idColumn: key });
    expect(updated.succeeded).toBe(`${line.slice(0, -1)},"Id":"${Id}"}\n`);
  });
});
