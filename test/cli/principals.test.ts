import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sluice, startSluice } from '../../src/main.ts';
import { DataQueryClient } from '../support/data-query-client.ts';
import { runCli } from './cli-process.ts';

let folder: string;
let dataDir: string;
let server: Sluice;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-principals-'));
  dataDir = join(folder, 'data');
  server = await startSluice({ mode: 'service', dataDir });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const ADD = ['principals', 'add', '--tenant', 'acme', '--user'];

describe('sluice principals', () => {
  it('adds the first principals of a service that was started with none, lists, rotates and revokes them', async () => {
    const asOperator = (...args: string[]) => runCli([...args, '--data-dir', dataDir], { cwd: folder });
    expect(await asOperator(...ADD, 'ops@acme.test', '--admin')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('There is no tenant acme'),
    });
    const admin = await asOperator(...ADD, 'ops@acme.test', '--admin', '--new-tenant', '--orgs', 'a,b');
    expect(admin).toMatchObject({ code: 0, stderr: expect.stringContaining('not shown again') });
    const [, clientId = '', clientSecret = ''] =
      /^client_id {6}(\S{36})\nclient_secret {2}(\S{40})\n$/.exec(admin.stdout) ?? [];
    const env = { SLUICE_URL: server.url, SLUICE_CLIENT_ID: clientId, SLUICE_CLIENT_SECRET: clientSecret };

    // From here on as the administrator that was made.
    const asAdmin = (...args: string[]) => runCli(args, { cwd: folder, env });
    const reader = JSON.parse(
      (await asAdmin(...ADD, 'bi@acme.test', '--orgs', 'a', '--permissions', 'query', '--json')).stdout,
    );
    expect(reader.made).toEqual({ tenant: false, user: true, client: true });
    const listed = (await asAdmin('principals', 'list')).stdout.trimEnd().split('\n');
    expect(listed.map((line) => line.split(/ {2,}/))).toEqual([
      ['TENANT', 'USER', 'ADMIN', 'ORGS', 'PERMISSIONS', 'CLIENT', 'SOURCE', 'STATE'],
      ['acme', 'bi@acme.test', 'no', 'a', 'query', reader.clientId, 'added', 'active'],
      ['acme', 'ops@acme.test', 'yes', 'a,b', 'query,aqua,bulk', clientId, 'added', 'active'],
    ]);
    const rotated = JSON.parse((await asAdmin('principals', 'rotate', reader.clientId, '--json')).stdout);
    await expect(DataQueryClient.signIn(server.url, reader)).rejects.toThrow('401');
    await DataQueryClient.signIn(server.url, rotated);
    expect(await asAdmin('principals', 'revoke', '--user', 'bi@acme.test')).toMatchObject({
      code: 0,
      stdout: `revoked user bi@acme.test\nrevoked client ${reader.clientId}\n`,
    });
    await expect(DataQueryClient.signIn(server.url, rotated)).rejects.toThrow('401');
    expect(await asAdmin('principals', 'revoke', reader.clientId)).toMatchObject({ code: 4 });
  });

  it('finds the data directory as serve does: by variable, too', async () => {
    const env = { SLUICE_DATA_DIR: dataDir };
    expect((await runCli(['principals', 'list', '--json'], { cwd: folder, env })).code).toBe(0);
  });

  it('says so when no server runs on the directory, and what is missing', async () => {
    const args = ['principals', 'list', '--data-dir', folder];
    expect(await runCli(args, { cwd: folder })).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('no server runs on this data directory'),
    });
    expect(await runCli(['principals', 'revoke'], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('give the id of a client or --user NAME'),
    });
  });

  it.each(['add', 'list', 'rotate', 'revoke'])('%s has help with two examples', async (name) => {
    const { code, stdout } = await runCli(['principals', name, '--help']);
    expect(code).toBe(0);
    expect(stdout.match(/^ {2}sluice principals /gm)?.length).toBe(2);
    expect(stdout).toContain('--json');
  });
});
