import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { foreignVariables } from '../support/server-process.ts';

/** A server that has compiled a statement, stopped: what its process still waits for. */
const SCRIPT = `
  import { startSluice } from '${new URL('../../dist/main.js', import.meta.url)}';
  const sluice = await startSluice({ seed: 'none' });
  const { clientId: client_id, clientSecret: client_secret } = sluice.credentials;
  const form = new URLSearchParams({ client_id, client_secret, grant_type: 'client_credentials' });
  const { access_token } = await (await fetch(sluice.url + '/oauth/token', { method: 'POST', body: form })).json();
  const headers = { authorization: 'Bearer ' + access_token, 'content-type': 'application/json' };
  const body = JSON.stringify({ sql: 'SELECT 1 AS x', wait: '20s' });
  const reply = await fetch(sluice.url + '/sluice/v1/queries', { method: 'POST', headers, body });
  await sluice.stop();
  console.log(reply.status, process.getActiveResourcesInfo().includes('MessagePort'));
`;

test('the thread that rests after the last server does not keep the process alive', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-process-'));
  const script = join(folder, 'server.mjs');
  writeFileSync(script, SCRIPT);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env: foreignVariables() });
    expect(stdout).toBe('200 false\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
