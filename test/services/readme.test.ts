import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sluice, startSluice } from '../../src/main.ts';

const PORT_OF_THE_PAGES = 'http://127.0.0.1:8484';

let server: Sluice;
beforeAll(async () => {
  server = await startSluice();
});
afterAll(() => server[Symbol.asyncDispose]());

/** The one block of a page that does a whole session with curl, told by a call of it. */
function curlSession(page: string, call: string): string {
  const printed = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  const blocks = [...printed.matchAll(/^```sh\n(.*?)^```/gms)].map(([, body]) => body ?? '');
  const sessions = blocks.filter((body) => body.includes(call));
  expect(sessions).toHaveLength(1);
  return sessions[0] ?? '';
}

/** Runs a session as printed. Only the address is another one: tests do not take a fixed port. */
function linesOf(session: string, url: string): Promise<readonly string[]> {
  expect(session).toContain(`SLUICE=${PORT_OF_THE_PAGES}\n`);
  return bash('-eu', '-o', 'pipefail', '-c', session.replace(PORT_OF_THE_PAGES, url));
}

/** Lines of its stdout, once it has ended well. */
async function bash(...args: string[]): Promise<readonly string[]> {
  const shell = spawn('bash', args, {
    env: { ...process.env, SLUICE: server.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], stdout, stderr] = await Promise.all([
    once(shell, 'exit'),
    text(shell.stdout),
    text(shell.stderr),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n');
}

it("the README's curl session works as printed, from token to file to cancel", async () => {
  const [header, ...lines] = await linesOf(curlSession('README.md', '/oauth/token'), server.url);
  expect(header).toBe('accountnumber,name,balance');
  expect(lines.slice(0, 5).every((line) => line.split(',').length >= 3)).toBe(true);
  const [cancelled, native] = lines.slice(5).map((line) => (line === '' ? undefined : JSON.parse(line)));
  expect(cancelled.data).toMatchObject({ queryStatus: 'cancelled' });
  expect(native).toMatchObject({ id: cancelled.data.id, state: 'stopped', receipt: { via: 'data-query' } });
});

it('the curl session of the AQuA page works as printed, from queries to files to cancel', async () => {
  const lines = await linesOf(curlSession('docs/aqua.md', '-X DELETE'), server.url);
  expect(lines[0]).toBe('Account.AccountNumber,BillToContact.WorkEmail');
  expect(lines.slice(1).findIndex((line) => line.startsWith('InvoiceItem.Id,'))).toBeGreaterThan(0);
  const [cancelled, native] = lines.slice(-3, -1).map((line) => JSON.parse(line));
  expect(cancelled).toMatchObject({ status: 'cancelled', batches: [{ status: 'submitted' }] });
  expect(native).toMatchObject({ state: 'stopped', receipt: { via: 'aqua' } });
});

it('the script of the bulk data page works as it is, from a file to records to abort', async () => {
  const lines = await bash(fileURLToPath(new URL('../../docs/bulk-data-with-curl.sh', import.meta.url)));
  const [rules, submitted, summary, header, row, errorHeader, error, large, aborted, left, native] = lines;
  expect(JSON.parse(rules ?? '')).toMatchObject({ metadata: { Id: { required: true } } });
  expect(JSON.parse(submitted ?? '')).toMatchObject({ status: 'Submitted', jobType: 'Import' });
  expect(JSON.parse(summary ?? '')).toMatchObject({ status: 'Completed', rowsSucceeded: 1, rowsFailed: 1 });
  expect([header, errorHeader]).toEqual([
    'Name,Currency,BillCycleDay,Id',
    'Name,Currency,BillCycleDay,ErrorCode,ErrorMessage',
  ]);
  expect(row).toMatch(/^Acme Ltd,USD,1,[0-9a-f]{32}$/);
  expect(error).toMatch(/^Nobody,USD,often,50000020,/);
  const { id } = JSON.parse(large ?? '');
  expect(JSON.parse(aborted ?? '')).toEqual({ id, status: expect.stringMatching(/^Abort(ed|ing)$/) });
  expect(JSON.parse(left ?? '').rowsSucceeded).toBeGreaterThan(0);
  expect(JSON.parse(native ?? '')).toMatchObject({ id, family: 'bulk-data', receipt: { via: 'bulk-data' } });
});
