import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { seedStatements } from '../../../../src/engines/duckdb/data/seed/seed-statements.ts';
import type { SeedPlan } from '../../../../src/ports/tenant-data.ts';
import { seedPlan } from './tenant-file.ts';

/** Counting a large seed takes a minute: set SLUICE_TEST_LARGE to do it too. */
const sizes: readonly SeedPlan['size'][] = process.env['SLUICE_TEST_LARGE']
  ? ['small', 'medium', 'large']
  : ['small', 'medium'];

/** Object → rows of small, medium and large, from the table of docs/data.md. */
function documented(): Map<string, number[]> {
  const text = readFileSync(new URL('../../../../docs/data.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| ([A-Z]\w+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$/gm)];
  return new Map(
    rows.map(([, object = '', ...counts]) => [object, counts.map((n) => Number(n.replaceAll(',', '')))]),
  );
}

/** Rows a seed makes of each object, without making them. */
async function counted(size: SeedPlan['size']): Promise<Map<string, number>> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const { before, inserts } = seedStatements(seedPlan({ size }));
    for (const statement of before) await connection.run(statement);
    const counts = new Map<string, number>();
    for (const { object, from } of inserts) {
      const result = await connection.runAndReadAll(`SELECT count(*) FROM ${from}`);
      counts.set(object, Number(result.getRowsJson()[0]?.[0]));
    }
    return counts;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

it.each(sizes)(
  'the rows of a %s seed are those of docs/data.md',
  async (size) => {
    const column = ['small', 'medium', 'large'].indexOf(size);
    const inDocs = Object.fromEntries([...documented()].map(([object, counts]) => [object, counts[column]]));
    const made = Object.fromEntries([...(await counted(size))].sort(([a], [b]) => (a < b ? -1 : 1)));
    expect(inDocs).toEqual(made);
  },
  600_000,
);
