import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataQueryClient, download, type WireJob } from '../support/data-query-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { type Bait, HARMLESS, hostileStatements } from './hostile-statements.ts';

const SECRET = 'the-secret-that-nobody-may-read';

/** Texts that do not begin with a position: Trino has a few, for limits and for what it finds while running. */
const WITHOUT_POSITION = [
  /^result of sequence function must not have more than 10000 entries$/,
  /^Number of stages in the query \(\d+\) exceeds the allowed maximum \(200\)/,
  /^.* is too large \(.*\)$/,
  /^Query exceeded /,
  /^Too many dots in table name: /,
  /^This connector does not support versioned tables$/,
];

/** Only the engine speaks so; and nothing of the machine belongs in a message. */
const NEVER_SAID =
  /\b(Binder|Catalog|Parser|IO|Input|Permission|Conversion|Implemented|Internal|HTTP|Memory|Constraint|Syntax|Range|Type) ?Error\b|\bat .*:\d+:\d+|node_modules|engine-host|ENOENT|the-secret/;

/** A statement may not have many more parts. */
const TABLES_AT_ONCE = 30;

const folder = mkdtempSync(join(tmpdir(), 'sluice-hostile-'));
const bait: Bait = {
  file: join(folder, 'secret.csv'),
  folder: join(folder, 'open'),
  url: 'http://127.0.0.1:9',
  dataDir: join(folder, 'state'),
};
/** The server's working directory: relative paths would lead here. */
const here = join(folder, 'here');
mkdirSync(bait.folder);
mkdirSync(here);
writeFileSync(bait.file, `column0\n${SECRET}\n`);

let server: ServerProcess;
let client: DataQueryClient;
let listener: Server;
let visitors = 0;
let before: unknown;
const statements = hostileStatements(bait);

beforeAll(async () => {
  listener = createServer((socket) => {
    visitors++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  server = await ServerProcess.start({ dataDir: bait.dataDir, cwd: here, args: ['--seed', 'small'] });
  client = await DataQueryClient.signIn(server.url);
  before = await world();
});

afterAll(async () => {
  await server?.stop();
  listener?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe.each(Object.entries(statements))('%s', (_aim, sqls) => {
  it.each(sqls.map((sql) => ({ sql, title: titleOf(sql) })))('refused: $title', async ({ sql }) => {
    const job = await client.run(sql.replaceAll(bait.url, address()), {}, 45_000);
    expect({ status: job.queryStatus, code: job.errorCode }).toEqual({
      status: 'failed',
      code: 'LINK_10000001',
    });
    const message = job.errorMessage ?? '';
    expect(message.replace(sql, '')).not.toMatch(NEVER_SAID);
    expect(
      /^line \d+:\d+: ./s.test(message) || WITHOUT_POSITION.some((text) => text.test(message)),
      message,
    ).toBe(true);
  });
});

it('more than a hundred were tried', () => {
  expect(Object.values(statements).flat().length).toBeGreaterThanOrEqual(120);
});

it.each(HARMLESS)('plain text in $sql stays plain text', async ({ sql, file }) => {
  const job = await client.run(sql);
  expect(job.errorMessage).toBeUndefined();
  expect((await download(job.dataFile ?? '')).toString('utf8')).toBe(file);
});

it('a query of one million characters and one more is refused at once', async () => {
  const answer = await client.call('POST', '/query/jobs', {
    query: `SELECT ${'1'.repeat(1_000_000 - 6)}`,
    outputFormat: 'CSV',
    compression: 'NONE',
    output: { target: 'S3' },
  });
  expect(answer).toEqual({
    status: 400,
    body: { code: 400, message: 'The query string exceeds the maximum length of 1000000 characters' },
  });
});

it('after all of them nothing has changed, nothing was written, nobody was called', async () => {
  expect(await world()).toEqual(before);
  expect(visitors).toBe(0);
});

/** Some are a million characters long, some have characters that no terminal should see. */
function titleOf(sql: string): string {
  return JSON.stringify(sql.slice(0, 100)).replaceAll('$', '＄');
}

function address(): string {
  const bound = listener.address();
  if (bound === null || typeof bound === 'string') throw new Error('the listener has no port');
  return `http://127.0.0.1:${bound.port}`;
}

/** What a statement could have changed: tables, their columns and rows, files, folders. */
async function world(): Promise<unknown> {
  const tables = (await fileOf(await client.run('SHOW TABLES'))).trim().split('\n').slice(1);
  const counts: string[] = [];
  for (let first = 0; first < tables.length; first += TABLES_AT_ONCE) {
    const some = tables.slice(first, first + TABLES_AT_ONCE);
    const selects = some.map((table) => `SELECT '${table}' AS name, count(*) AS n FROM "${table}"`);
    counts.push(await fileOf(await client.run(`${selects.join(' UNION ALL ')} ORDER BY name`)));
  }
  return {
    tables,
    counts,
    account: await fileOf(await client.run('SELECT * FROM account ORDER BY id')),
    columns: await fileOf(await client.run('DESCRIBE account')),
    open: readdirSync(bait.folder),
    beside: readdirSync(folder).sort(),
    state: readdirSync(bait.dataDir).sort(),
    here: readdirSync(here),
  };
}

async function fileOf(job: WireJob): Promise<string> {
  if (job.dataFile === undefined) throw new Error(`${job.query}: ${job.errorMessage}`);
  return (await download(job.dataFile)).toString('utf8');
}
