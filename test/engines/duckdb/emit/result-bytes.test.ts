import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_TYPE, GOLDEN_FILES, goldenFile } from '../../../golden/every-type.ts';
import { TrinoSqlInProcess } from './compile-and-run.ts';

describe('the bytes of a result file', () => {
  let trino: TrinoSqlInProcess;
  beforeAll(async () => {
    trino = await TrinoSqlInProcess.start();
  });
  afterAll(() => trino.engine.close());

  it.each(GOLDEN_FILES.map(([file, format, separator]) => ({ file, format, separator })))(
    '$file',
    async ({ file, format, separator }) => {
      const golden = (await goldenFile(file)).toString();
      expect(await trino.file(EVERY_TYPE, format, separator)).toBe(golden);
    },
  );

  it('has the header alone where there are no rows, and nothing in JSON Lines', async () => {
    expect(await trino.file('SELECT 1 AS "a|b", 2 AS B WHERE false', 'dsv')).toBe('"a|b"|B\n');
    expect(await trino.file('SELECT 1 AS a WHERE false', 'jsonl')).toBe('');
  });
});
