import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataQueryClient, download } from '../support/data-query-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { copySeed } from './copy-seed.ts';
import { isOrdered, readStatements, type Statement } from './statements.ts';
import { askTrino } from './trino-client.ts';
import { csvOf } from './trino-csv.ts';

const TRINO_URL = process.env['SLUICE_TRINO_URL'];

/** Objects of the seed whose rows both sides have; their statements are in `statements/tables.sql`. */
const SHARED_TABLES = ['account', 'product', 'productrateplan', 'refund'];

/** Statements in flight at once on each side: two cores are shared by both. */
const AT_ONCE = 4;

/** All of them are small. One that takes longer is stopped and counted as different. */
const ANSWER_WITHIN_MS = 20_000;

const REPORT = fileURLToPath(
  new URL('../../node_modules/.cache/sluice-tests/differences.txt', import.meta.url),
);

/** Statement → why its outcome may differ. A statement that agrees, or is gone, must not be listed any longer. */
const knownDifferences = JSON.parse(
  readFileSync(new URL('known-differences.json', import.meta.url), 'utf8'),
) as Record<string, string>;

/** A file's text, or the error's. */
type Outcome = { readonly file: string } | { readonly error: string };

describe.skipIf(TRINO_URL === undefined)('the same statement on Sluice and on Trino', () => {
  const statements = readStatements();
  const outcomes = new Map<string, { readonly sluice: Outcome; readonly trino: Outcome }>();
  let server: ServerProcess;

  beforeAll(async () => {
    server = await ServerProcess.start({ args: ['--seed', 'small'] });
    const client = await DataQueryClient.signIn(server.url);
    await copySeed(client, TRINO_URL ?? '', SHARED_TABLES);
    await inParallel(statements, async ({ sql }) => {
      outcomes.set(sql, { sluice: await onSluice(client, sql), trino: await onTrino(TRINO_URL ?? '', sql) });
    });
  }, 300_000);

  afterAll(async () => {
    await server?.remove();
    const different = [...outcomes].filter(([sql, { sluice, trino }]) => !same(sql, sluice, trino));
    const agree = outcomes.size - different.length;
    const share = ((100 * agree) / Math.max(outcomes.size, 1)).toFixed(1);
    console.log(`Sluice and Trino agree on ${agree} of ${outcomes.size} statements (${share} %)`);
    writeDifferences(different);
  });

  describe.each(topics(statements))('%s', (_topic, sqls) => {
    it.each(sqls)('%s', (sql) => {
      const outcome = outcomes.get(sql);
      if (outcome === undefined) throw new Error('the statement was not run');
      const reason = knownDifferences[sql];
      if (reason === undefined) expect(view(sql, outcome.sluice)).toEqual(view(sql, outcome.trino));
      else
        expect(
          same(sql, outcome.sluice, outcome.trino),
          `agrees now: remove it from the list (${reason})`,
        ).toBe(false);
    });
  });

  it('lists no known difference whose statement is gone', () => {
    const all = new Set(statements.map(({ sql }) => sql));
    expect(Object.keys(knownDifferences).filter((sql) => !all.has(sql))).toEqual([]);
  });
});

/** Both sides of every statement that differs, the listed ones too: for whoever works on them. */
function writeDifferences(different: [string, { sluice: Outcome; trino: Outcome }][]): void {
  mkdirSync(REPORT.slice(0, REPORT.lastIndexOf('/')), { recursive: true });
  const side = (outcome: Outcome): string => ('error' in outcome ? `error: ${outcome.error}` : outcome.file);
  writeFileSync(
    REPORT,
    different
      .map(([sql, { sluice, trino }]) => `${sql}\n  trino   ${side(trino)}\n  sluice  ${side(sluice)}\n\n`)
      .join(''),
  );
  if (different.length > 0) console.log(`the others, side by side: ${REPORT}`);
}

function topics(statements: readonly Statement[]): [string, string[]][] {
  const byTopic = new Map<string, string[]>();
  for (const { topic, sql } of statements) byTopic.set(topic, [...(byTopic.get(topic) ?? []), sql]);
  return [...byTopic];
}

async function onSluice(client: DataQueryClient, sql: string): Promise<Outcome> {
  const { id } = await client.submit(sql);
  const job = await client.ended(id, ANSWER_WITHIN_MS).catch(() => undefined);
  if (job === undefined) {
    await client.cancel(id);
    return { error: `(not ended within ${ANSWER_WITHIN_MS} ms)` };
  }
  if (job.dataFile !== undefined) return { file: (await download(job.dataFile)).toString('utf8') };
  return { error: job.errorMessage ?? `the job is ${job.queryStatus}` };
}

async function onTrino(url: string, sql: string): Promise<Outcome> {
  const outcome = await askTrino(url, sql);
  return 'error' in outcome ? outcome : { file: csvOf(outcome.columns, outcome.rows) };
}

function same(sql: string, one: Outcome, other: Outcome): boolean {
  return JSON.stringify(view(sql, one)) === JSON.stringify(view(sql, other));
}

/** The order of rows counts only where the statement fixes it. */
function view(sql: string, outcome: Outcome): Outcome {
  if ('error' in outcome || isOrdered(sql)) return outcome;
  const [header = '', ...lines] = outcome.file.split('\n');
  return { file: [header, ...lines.sort()].join('\n') };
}

async function inParallel<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of queue) await run(item);
    }),
  );
}
