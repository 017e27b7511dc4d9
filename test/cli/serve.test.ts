import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONG_JOIN } from '../support/slow-queries.ts';
import { newestJob, runCli, startCli, startServerProcess } from './cli-process.ts';

describe('sluice serve', () => {
  it('prints one ready line as JSON and nothing else on stdout', async () => {
    await using server = await startServerProcess('--seed', 'none');
    const ready = JSON.parse(server.readyLine);
    expect(Object.keys(ready)).toEqual(['event', 'url', 'pid', 'dataDir', 'mode']);
    expect(ready).toMatchObject({ event: 'ready', pid: server.process.pid, mode: 'dev' });
    expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(existsSync(ready.dataDir)).toBe(true);
    expect((await fetch(`${ready.url}/healthz`)).status).toBe(200);

    server.process.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    expect(server.laterLines).toEqual([]);
  });

  it('logs that it stops, with the drain, and that it has stopped', async () => {
    const args = ['serve', '--port', '0', '--ephemeral', '--seed', 'none', '--drain', '2s'];
    const { process: server, ended } = startCli(args);
    await new Promise((resolve) => server.stdout?.once('data', resolve));
    server.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    const said = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(said.slice(-2)).toMatchObject([{ msg: 'stopping', drainMs: 2000 }, { msg: 'stopped' }]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends within 5 s at %s, also while a job runs, and leaves no temporary data',
    async (signal) => {
      await using server = await startServerProcess('--seed', 'none');
      const query = startCli(['query', LONG_JOIN, '--url', server.url]);
      await newestJob(server.url, 'running');
      const started = performance.now();
      server.process.kill(signal);
      expect(await server.exited).toBe(0);
      expect(performance.now() - started).toBeLessThan(5000);
      expect(existsSync(server.dataDir)).toBe(false);
      expect((await query.ended).code).toBe(6);
    },
  );

  it.each([
    [['--port', '99999'], '--port: "99999" is not allowed; use a port from 0 to 65535'],
    [['--mode', 'production'], '--mode'],
    [['--host', '0.0.0.0'], 'loopback'],
    [['--limit', 'dataQuery.nope=1'], 'dataQuery.nope'],
    [['--no-such-option'], '--no-such-option'],
  ])('refuses %j with exit 2 and says what is allowed', async (args, message) => {
    const { code, stdout, stderr } = await runCli(['serve', '--ephemeral', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('reads variables and sluice.yaml, and names the place of a bad value', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'sluice-config-'));
    try {
      expect((await runCli(['serve'], { cwd, env: { SLUICE_PORT: 'x' } })).stderr).toContain(
        'SLUICE_PORT: "x"',
      );
      writeFileSync(join(cwd, 'sluice.yaml'), 'prot: 1\n');
      const { code, stderr } = await runCli(['serve'], { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain('prot in sluice.yaml: unknown option');
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });

  it('refuses a data directory that another server uses', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sluice-data-'));
    try {
      await using _first = await startServerProcess('--seed', 'none', '--data-dir', dataDir);
      const { code, stderr } = await runCli(['serve', '--port', '0', '--data-dir', dataDir]);
      expect(code).toBe(1);
      expect(stderr).toContain(dataDir);
      expect(stderr).not.toMatch(/\n\s+at /);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });

  it('says when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, stderr } = await runCli(['serve', '--ephemeral', '--seed', 'none', '--port', String(port)]);
    other.close();
    expect(code).toBe(2);
    expect(stderr).toContain(String(port));
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('sluice seed', () => {
  it('fills a directory, so that a server on it has the data', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sluice-seed-'));
    try {
      const seeded = await runCli(['seed', '--size', 'small', '--data-dir', dataDir, '--json']);
      expect(seeded).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(seeded.stdout)).toMatchObject({ dataDir, size: 'small' });

      const again = await runCli(['seed', '--size', 'medium', '--data-dir', dataDir]);
      expect(again).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('not empty') });

      await using server = await startServerProcess('--data-dir', dataDir, '--seed', 'none');
      const { stdout } = await runCli([
        'query',
        'SELECT count(*) > 900 AS filled FROM account',
        '--url',
        server.url,
      ]);
      expect(stdout).toBe('filled\ntrue\n');
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});
