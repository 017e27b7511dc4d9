import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { startServerProcess } from './cli-process.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The one block of the README that talks to a server with curl. */
function curlSession(): string {
  const blocks = [...README.matchAll(/^```sh\n(.*?)^```/gms)].map(([, body]) => body ?? '');
  const sessions = blocks.filter((body) => body.includes('/oauth/token'));
  expect(sessions).toHaveLength(1);
  return sessions[0] ?? '';
}

it("the README's curl session works as printed, from token to file to cancel", async () => {
  await using server = await startServerProcess();
  const session = curlSession();
  // Only the address is another one: tests do not take a fixed port.
  expect(session).toContain('SLUICE=http://127.0.0.1:8484\n');
  const script = session.replace('http://127.0.0.1:8484', server.url);

  const shell = spawn('bash', ['-eu', '-o', 'pipefail', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code], stdout, stderr] = await Promise.all([
    once(shell, 'exit'),
    text(shell.stdout),
    text(shell.stderr),
  ]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [header, ...lines] = stdout.split('\n');
  expect(header).toBe('accountnumber,name,balance');
  expect(lines.slice(0, 5).every((line) => line.split(',').length >= 3)).toBe(true);
  const [cancelled, native] = lines.slice(5).map((line) => (line === '' ? undefined : JSON.parse(line)));
  expect(cancelled.data).toMatchObject({ queryStatus: 'cancelled' });
  expect(native).toMatchObject({ id: cancelled.data.id, state: 'stopped', receipt: { via: 'data-query' } });
});
