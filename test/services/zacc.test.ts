import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEV } from '../support/data-query-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const PYTHON = process.env['SLUICE_ZACC_PYTHON'];
const ZACC = fileURLToPath(new URL('zacc_at.py', import.meta.url));
/** It has no end of its own: it polls until a job is completed. */
const ANSWERS_WITHIN_MS = 30_000;

const ACCOUNTS = 'select Account.Id, BillToContact.WorkEmail from Account order by Account.Id limit 2';
const LINES = 'select InvoiceItem.Id, Invoice.InvoiceNumber from InvoiceItem\nlimit 1';

describe.skipIf(PYTHON === undefined)(
  'the published command line',
  { timeout: 4 * ANSWERS_WITHIN_MS },
  () => {
    let server: ServerProcess;
    let directory: string;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'sluice-zacc-'));
      await writeFile(
        join(directory, 'zacc.ini'),
        `[dev]\nclient_id = ${DEV.clientId}\nclient_secret = ${DEV.clientSecret}\n`,
      );
      server = await ServerProcess.start();
    });
    afterAll(async () => {
      await server?.remove();
      await rm(directory, { recursive: true, force: true });
    });

    /** Runs it. @throws with its stdout when it fails */
    async function zacc(...args: string[]): Promise<string> {
      const { stdout } = await promisify(execFile)(
        PYTHON ?? '',
        [ZACC, server.url, '-c', join(directory, 'zacc.ini'), '-e', 'dev', ...args],
        { timeout: ANSWERS_WITHIN_MS },
      );
      return stdout;
    }

    it('runs queries of a file and writes their rows', async () => {
      const [queries, output] = [join(directory, 'queries.zoql'), join(directory, 'rows.csv')];
      await writeFile(queries, `${ACCOUNTS}\n\n${LINES}`);
      await zacc('query', queries, '-o', output);
      const [accounts, lines] = (await readFile(output, 'utf8')).split('\n\n');
      expect(accounts?.split('\n')).toEqual([
        'Account.Id,BillToContact.WorkEmail',
        expect.stringMatching(/^[0-9a-f]{32},\S+@example\.test$/),
        expect.stringMatching(/^[0-9a-f]{32},\S+@example\.test$/),
      ]);
      expect(lines?.trimEnd().split('\n')).toEqual([
        'InvoiceItem.Id,Invoice.InvoiceNumber',
        expect.stringMatching(/^[0-9a-f]{32},INV\d+$/),
      ]);
    });

    it('says of a query that is wrong what is wrong, and does not poll', async () => {
      await expect(zacc('query', 'select Nme from Account')).rejects.toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/"90005".*There is no field named Nme/),
        stderr: expect.stringContaining('InvalidZOQLError'),
      });
    });

    it('takes each run of a session with a project of its own as a full one', async () => {
      const run = () => zacc('--partner', 'acme', '--project-prefix', 'nightly', 'query', ACCOUNTS);
      expect(await run()).toBe(await run());
    });

    it('describes an object with its relationships', async () => {
      const text = await zacc('describe', 'Account');
      expect(text).toContain('  AccountNumber - Account Number');
      expect(text).toContain('  BillToContact<Contact> - Bill To');
    });
  },
);
