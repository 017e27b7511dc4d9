import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readyBanner } from '../../src/cli/banner.ts';
import { fetchTrusting } from '../../src/cli/fetch-trusting.ts';
import { nameIn } from '../../src/platform/tls/certificate-files.ts';
import { runCli, type ServerProcess, startServerProcess } from './cli-process.ts';

let directory: string;
let server: ServerProcess;
let certificate: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-tls-'));
  server = await startServerProcess('--tls', '--data-dir', join(directory, 'data'), '--seed', 'none');
  certificate = join(server.dataDir, 'tls', 'certificate.pem');
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

const query = (env: Record<string, string>, ...args: string[]) =>
  runCli(['query', 'SELECT 1 AS one', '--quiet', '--url', server.url, ...args], { env });

describe('sluice serve --tls', () => {
  it('says https in its ready line', () => {
    expect(JSON.parse(server.readyLine).url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  });

  it('is spoken to by a command that was told its certificate, down to the file behind the signed link', async () => {
    const done = { code: 0, stdout: 'one\n1\n', stderr: '' };
    expect(await query({ SLUICE_CA: certificate })).toEqual(done);
    expect(await query({}, '--ca', certificate)).toEqual(done);
    const shown = await query({ SLUICE_CA: certificate }, '--json');
    expect(JSON.parse(shown.stdout).dataFile).toMatch(new RegExp(`^${server.url}/results/`));
  });

  it('is never trusted unasked: the command says how to', async () => {
    const { code, stdout, stderr } = await query({});
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
    expect(stderr).toMatch(/certificate is not trusted .*--ca FILE or SLUICE_CA.*tls\/certificate\.pem/);
  });

  it('refuses a --ca that is no certificate, as wrong usage', async () => {
    const file = join(directory, 'text');
    writeFileSync(file, 'hello');
    expect(await query({}, '--ca', file)).toMatchObject({ code: 2, stdout: '' });
    const unreadable = await query({ SLUICE_CA: '/no/such.pem' });
    expect(unreadable).toMatchObject({ code: 2, stderr: expect.stringContaining('SLUICE_CA: cannot read') });
  });

  it.each([
    [['--tls-cert', 'x.pem'], /--tls-cert: give --tls-key too/],
    [['--tls-key', 'x.pem'], /--tls-key: give --tls-cert too/],
    [['--tls-cert', 'x.pem', '--tls-key', 'y.pem'], /tls-cert: cannot read .*x\.pem/],
    [['--cors', 'https://a.test/path'], /--cors: "https:\/\/a\.test\/path" is not allowed; use origins/],
  ])('%j is refused with exit 2', async (args, message) => {
    const { code, stderr } = await runCli(['serve', '--ephemeral', '--port', '0', ...args], {
      cwd: directory,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

it('a name of the certificate can be expected in place of the address', async () => {
  const ca = readFileSync(certificate, 'utf8');
  const health = (name?: string) => fetchTrusting({ ca, name }, `${server.url}/healthz`, {});
  for (const name of [undefined, 'localhost']) expect((await health(name)).status).toBe(200);
  await expect(health('sluice.example.test')).rejects.toThrow(/altnames/);
});

it('the name an operator expects is that of the public URL, or else one of the certificate', async () => {
  const cert = readFileSync(certificate, 'utf8');
  expect(nameIn({ cert })).toBe('localhost');
  expect(nameIn({ cert }, 'https://localhost:8484/below')).toBe('localhost');
  expect(nameIn({ cert }, 'https://sluice.example.test')).toBe('localhost');
});

it('the banner of a server with a certificate of its own says how commands come to trust it', () => {
  const banner = readyBanner({
    url: 'https://127.0.0.1:8484',
    dataDir: '/data',
    certificate: '/data/tls/certificate.pem',
    options: { mode: 'dev' },
    credentials: undefined,
  });
  expect(banner).toContain('export SLUICE_CA=/data/tls/certificate.pem\n');
  expect(banner).toContain('--url https://127.0.0.1:8484');
});
