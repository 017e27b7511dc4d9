import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './cli-process.ts';

const PRINCIPALS = `principals:
  tenants:
    - name: acme
      users: [{ name: ops, password: pass-of-ops }]
      clients: [{ clientId: 9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d, clientSecret: secret-of-ops, user: ops }]
`;

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'sluice-config-'));
  writeFileSync(join(cwd, 'sluice.yaml'), `mode: service\nseed: none\nlimits: relaxed\n${PRINCIPALS}`);
});
afterAll(() => rmSync(cwd, { recursive: true }));

const config = (...args: string[]) => runCli(['config', ...args], { cwd, env: { SLUICE_PORT: '9000' } });

async function json<T>(...args: string[]): Promise<T> {
  return JSON.parse((await config(...args, '--json')).stdout) as T;
}

describe('sluice config', () => {
  it('shows each option, and who said it', async () => {
    const { code, stdout, stderr } = await config('--stop-grace', '3s');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^OPTION +VALUE +FROM\n/);
    expect(stdout).toMatch(/^mode +service +mode in sluice\.yaml$/m);
    expect(stdout).toMatch(/^port +9000 +SLUICE_PORT$/m);
    expect(stdout).toMatch(/^stop-grace +3s +--stop-grace$/m);
    expect(stdout).toMatch(/^zone +America\/Los_Angeles +default$/m);
    expect(readdirSync(cwd)).toEqual(['sluice.yaml']);
  });

  it('keeps its columns narrow: principals and pairs have a line each', async () => {
    const { stdout } = await config(
      '--limit',
      'dataQuery.attemptTime=90m',
      '--choice',
      'platform.basicToken=off',
    );
    expect(stdout).toMatch(
      /^principals +tenant acme +principals in sluice\.yaml\n +user ops\n +client \S{36} of ops\n/m,
    );
    expect(stdout).toMatch(/^limit +dataQuery\.attemptTime=90m +--limit$/m);
    expect(stdout).toMatch(/^choice +platform\.basicToken=off +--choice$/m);
    const choices = (await config('--choices')).stdout;
    expect(choices).toMatch(/^platform\.zuoraVersion .* 186\.0 … 2025-08-12 \(\d+\) /m);
  });

  it('says which option brings https', async () => {
    const shown = await json<{ name: string }[]>('--tls-cert', 'c.pem', '--tls-key', 'k.pem');
    expect(shown).toContainEqual({ name: 'tls', value: true, from: '--tls-cert' });
  });

  it('never shows a secret', async () => {
    for (const { stdout } of [await config(), await config('--json')]) {
      expect(stdout).toContain('9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d');
      expect(stdout).not.toContain('-of-ops');
    }
  });

  it('has the same as JSON', async () => {
    const shown = await json<{ name: string; value: unknown; from: string }[]>();
    expect(shown).toContainEqual({ name: 'port', value: 9000, from: 'SLUICE_PORT' });
    expect(shown).toContainEqual({ name: 'cors', value: null, from: 'default' });
  });

  it('lists the limits that hold, also of a profile', async () => {
    const limits = await json<{ name: string; value: string }[]>('--limits');
    expect(limits).toContainEqual(
      expect.objectContaining({ name: 'dataQuery.live.maxQueued', value: '1000', zuora: '10' }),
    );
    const { stdout } = await config('--limits', 'zuora', '--limit', 'dataQuery.attemptTime=90m');
    expect(stdout).toMatch(/^dataQuery\.live\.maxQueued +10 +10 +1000 /m);
    expect(stdout).toMatch(/^dataQuery\.attemptTime +90m +1h +1h /m);
  });

  it('lists the choices that hold, with what they may be and where they come from', async () => {
    const choices = await json<unknown[]>('--choices', '--choice', 'dataQuery.queueFull=400');
    expect(choices).toContainEqual(
      expect.objectContaining({
        name: 'dataQuery.queueFull',
        value: '400',
        default: '429',
        allowed: ['429', '400'],
        source: expect.stringContaining('§3.1'),
      }),
    );
    expect((await config('--choices')).stdout).toMatch(/^dataQuery\.warehouse +off +off +on \| off /m);
  });

  it('refuses what serve would refuse, in the same words', async () => {
    const [shown, served] = [await config('--port', 'x'), await runCli(['serve', '--port', 'x'], { cwd })];
    expect(shown.code).toBe(2);
    expect(shown.stderr).toBe(served.stderr);
  });
});
