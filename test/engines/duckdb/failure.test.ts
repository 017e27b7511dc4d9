import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { failureOf, isFatal } from '../../../src/engines/duckdb/host/failure.ts';

/** What the engine itself throws. */
async function thrownBy(...statements: readonly string[]): Promise<unknown> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const statement of statements) await connection.run(statement);
  } catch (error) {
    return error;
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
  throw new Error('It did not fail');
}

describe('a failure of the engine', () => {
  it('is what it is, whatever a value in its text says', async () => {
    for (const value of ['database has been invalidated', 'No space left on device', 'FATAL Error']) {
      const error = await thrownBy(`SELECT CAST('${value}' AS INTEGER)`);
      expect(String(error)).toContain(value);
      expect(failureOf(error).kind).toBe('user');
      expect(isFatal(error)).toBe(false);
    }
  });

  it.runIf(process.platform === 'linux')('to write because the disk is full is one of storage', async () => {
    const copy = "COPY (SELECT range FROM range(1_000_000)) TO '/dev/full' (FORMAT csv, USE_TMP_FILE false)";
    expect(failureOf(await thrownBy(copy)).kind).toBe('storage');
  });

  it('to put aside what does not fit into memory is one of storage', async () => {
    const error = await thrownBy(
      "SET memory_limit = '60MB'",
      "SET max_temp_directory_size = '1MB'",
      'CREATE TABLE sorted AS SELECT md5(range::VARCHAR) AS a FROM range(5_000_000) ORDER BY a',
    );
    expect(failureOf(error).kind).toBe('storage');
  });

  it('that ends the database is told by its own first words', () => {
    const text = 'FATAL Error: Failed: database has been invalidated because of a previous fatal error.';
    expect(isFatal(new Error(text))).toBe(true);
    expect(failureOf(new Error(text)).kind).toBe('temporary');
  });
});
