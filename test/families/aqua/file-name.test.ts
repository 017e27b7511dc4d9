import { describe, expect, test } from 'vitest';
import { attachment, csvName, downloadName } from '../../../src/families/aqua/file-name.ts';

const ID = '2f1e0d9c8b7a69584736251403f2e1d0';

describe('the name of a result file', () => {
  test.each([
    ['accounts', 'accounts.csv'],
    [undefined, `${ID}.csv`],
    ['', `${ID}.csv`],
    ['a/b\\c"d\r\n: e', 'a_b_c_d_ e.csv'],
    ['../../etc/passwd', '__.._etc_passwd.csv'],
    ['half \ud800', 'half _.csv'],
    ['x'.repeat(500), `${'x'.repeat(150)}.csv`],
  ])('of the batch %j is %s', (name, file) => {
    expect(csvName(name, ID)).toBe(file);
  });

  test.each([
    ['csv', 'none', 'a.csv'],
    ['zip', 'none', 'a.csv.zip'],
    ['gzip', 'none', 'a.csv.gz'],
    ['gzip', 'pgp', 'a.csv.gz.pgp'],
  ] as const)('as %s, %s, is %s', (format, encrypted, file) => {
    expect(downloadName('a.csv', { format, encrypted })).toBe(file);
  });
});

describe('Content-Disposition', () => {
  test('has a plain name without quotes, as published', () => {
    expect(attachment('accounts.csv.gz')).toBe('attachment; filename=accounts.csv.gz');
  });

  test('has any other name as RFC 6266 wants it', () => {
    expect(attachment('Zürich (a).csv')).toBe(
      `attachment; filename="Z_rich (a).csv"; filename*=UTF-8''Z%C3%BCrich%20%28a%29.csv`,
    );
  });
});
