import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEV } from '../support/data-query-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { NEVER_ENDING } from '../support/slow-queries.ts';

const PYTHON = process.env['SLUICE_ZUORA_SDK_PYTHON'];
const SESSION = fileURLToPath(new URL('zuora_sdk_session.py', import.meta.url));

describe.skipIf(PYTHON === undefined)('the published Python client', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({ args: ['--seed', 'none'] });
  });
  afterAll(() => server?.remove());

  it('signs in, submits, polls, downloads, lists and cancels', async () => {
    const { stdout } = await promisify(execFile)(
      PYTHON ?? '',
      [SESSION, server.url, DEV.clientId, DEV.clientSecret, NEVER_ENDING],
      { timeout: 120_000 },
    );
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
      submitted: { status: 'accepted', query: "SELECT 1 AS one, 'x' AS Label", retries: 3 },
      completed: { status: 'completed', rows: 1, file: 'one,Label\n1,x\n' },
      json: '{"yes":true}\n',
      failed: { status: 'failed', message: "line 1:8: Column 'nope' cannot be resolved" },
      cancelled: { status: 'cancelled', same: true },
      after: 'cancelled',
      listed: true,
    });
  });
});
