import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHOICES } from '../../src/config/choices.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { LIMITS } from '../../src/config/limits.ts';
import { OPTIONS, variableOf } from '../../src/config/option-table.ts';
import { optionsFromCode, readOptions } from '../../src/config/read-options.ts';

let cwd: string;
const principals = { tenants: [{ name: 'acme' }] };
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'sluice-config-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function withFile(text: string): string {
  const directory = mkdtempSync(join(cwd, 'file-'));
  writeFileSync(join(directory, 'sluice.yaml'), text);
  return directory;
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('options', () => {
  test('have the defaults of dev mode when nothing is said', () => {
    expect(readOptions({ cwd })).toMatchObject({
      mode: 'dev',
      host: '127.0.0.1',
      port: 8484,
      seed: 'small',
      seedNumber: 42,
      limitProfile: 'relaxed',
      stopGraceMs: 1000,
      drainMs: 0,
      zone: 'America/Los_Angeles',
      ephemeral: false,
    });
  });

  test('follow the mode', () => {
    const service = readOptions({ cwd, flags: { mode: 'service', principals } });
    expect(service).toMatchObject({ seed: 'none', limitProfile: 'zuora' });
    expect(service.choices['dataQuery.warehouse']).toBe('off');
    expect(readOptions({ cwd }).choices['dataQuery.warehouse']).toBe('on');
  });

  test('flag beats variable beats file beats default', () => {
    const file = withFile('port: 1001\nseed: none\nstop-grace: 3s\nzone: UTC\n');
    const env = { SLUICE_PORT: '1002', SLUICE_SEED: 'medium' };
    expect(readOptions({ cwd: file, env, flags: { port: '1003' } })).toMatchObject({
      port: 1003,
      seed: 'medium',
      stopGraceMs: 3000,
      drainMs: 0,
      zone: 'UTC',
    });
  });

  test('are read from the file that --config or SLUICE_CONFIG names, in kebab or camel case', () => {
    const path = join(withFile('dataDir: /tmp/x\nlimit: { dataQuery.live.maxRunning: 2 }\n'), 'sluice.yaml');
    const options = readOptions({ cwd, flags: { config: path } });
    expect(options.dataDir).toBe('/tmp/x');
    expect(options.limits['dataQuery.live.maxRunning']).toBe(2);
    expect(readOptions({ cwd, env: { SLUICE_CONFIG: path } }).dataDir).toBe('/tmp/x');
  });

  test('that are pairs come as flags, one variable, or a map of the file', () => {
    const limit = ['dataQuery.attemptTime=90s', 'dataQuery.memory=none'];
    expect(readOptions({ cwd, flags: { limit } }).limits).toMatchObject({
      'dataQuery.attemptTime': 90_000,
      'dataQuery.memory': undefined,
    });
    const env = { SLUICE_LIMIT: limit.join(',') };
    expect(readOptions({ cwd, env }).limits['dataQuery.attemptTime']).toBe(90_000);
  });

  test('leave the variables of clients and scripts alone', () => {
    const env = { SLUICE_URL: 'x', SLUICE_CLIENT_ID: 'x', SLUICE_CLIENT_SECRET: 'x', SLUICE_TEST_BUILT: '1' };
    expect(readOptions({ cwd, env }).port).toBe(8484);
  });
});

describe('a value that cannot be used is told with its key, itself and what is allowed', () => {
  test.each([
    [{ mode: 'prod' }, ['--mode', '"prod"', 'dev, service']],
    [{ port: '70000' }, ['--port', '"70000"', '0 to 65535']],
    [{ port: 'http' }, ['--port', '"http"']],
    [{ seed: 'huge' }, ['--seed', '"huge"', 'none, small, medium, large']],
    [{ stopGrace: 'soon' }, ['--stop-grace', '"soon"', '500ms']],
    [{ engineMemory: '1MiB' }, ['--engine-memory', '"1MiB"', 'at least 64MiB']],
    [{ engineSlots: '0' }, ['--engine-slots', '"0"', '1 to 1024']],
    [{ zone: 'Mars/Olympus' }, ['--zone', 'Mars/Olympus', 'America/Los_Angeles']],
    [{ publicUrl: 'ftp://x' }, ['--public-url', 'ftp://x', 'https://']],
    [{ tlsCert: 'a.pem' }, ['--tls-cert', 'give --tls-key too']],
    [{ tlsKey: 'a.pem' }, ['--tls-key', 'give --tls-cert too']],
    [{ tls: 'maybe' }, ['--tls', '"maybe"', 'true or false']],
    [{ cors: 'app.example.test' }, ['--cors', '"app.example.test"', 'https://app.example.test']],
    [{ cors: 'https://a.test,https://b.test/' }, ['--cors', '"https://b.test/"', 'no path']],
    [{ cors: 'https://A.test' }, ['--cors', '"https://A.test"']],
    [{ cors: 'https://a.test:443' }, ['--cors', '"https://a.test:443"']],
    [{ cors: 'null' }, ['--cors', '"null"']],
    [{ nodeId: 'a b' }, ['--node-id', 'a b', 'letters']],
    [{ logLevel: 'loud' }, ['--log-level', 'loud', 'silent, error, warn, info, debug']],
    [{ limits: 'none' }, ['--limits', 'none', 'relaxed, zuora']],
    [{ limit: ['dataQuery.live.maxRunnin=2'] }, ['--limit', 'unknown limit', 'dataQuery.live.maxRunning']],
    [{ limit: ['dataQuery.live.maxRunning=two'] }, ['dataQuery.live.maxRunning', '"two"', 'none']],
    [{ limit: ['dataQuery.linkLife=30d'] }, ['dataQuery.linkLife', '"30d"']],
    [{ limit: ['dataQuery.linkLife=none'] }, ['dataQuery.linkLife', '"none"']],
    [{ limit: ['noequals'] }, ['--limit', 'noequals', 'NAME=VALUE']],
    [{ choice: ['dataQuery.warehouse=maybe'] }, ['dataQuery.warehouse', 'maybe', 'on or off']],
    [{ choice: ['dataQuery.nothing=on'] }, ['unknown choice', 'dataQuery.warehouse']],
    [{ colour: 'red' }, ['--colour', 'unknown option', 'port']],
  ])('%j', (flags, parts) => {
    const message = messageOf(() => readOptions({ cwd, flags }));
    for (const part of parts) expect(message).toContain(part);
  });

  test('from the file: with the file’s name', () => {
    expect(messageOf(() => readOptions({ cwd: withFile('prot: 1\n') }))).toMatch(
      /prot in sluice\.yaml.*unknown/,
    );
    expect(messageOf(() => readOptions({ cwd: withFile('port: x\n') }))).toMatch(/port in sluice\.yaml.*"x"/);
    expect(messageOf(() => readOptions({ cwd: withFile('a: [1\n') }))).toMatch(/not valid YAML/);
    const secret = 'principals: { clientSecret: "hidden }\n';
    const message = messageOf(() => readOptions({ cwd: withFile(secret) }));
    expect(message).toMatch(/not valid YAML: .*line \d/);
    expect(message).not.toContain('hidden');
    expect(messageOf(() => readOptions({ cwd: withFile('- 1\n') }))).toMatch(/expected a map/);
    expect(messageOf(() => readOptions({ cwd, flags: { config: '/no/such.yaml' } }))).toMatch(/cannot read/);
  });

  test('from the environment: with the variable’s name', () => {
    expect(messageOf(() => readOptions({ cwd, env: { SLUICE_PORT: 'x' } }))).toMatch(/^SLUICE_PORT/);
    expect(messageOf(() => readOptions({ cwd, env: { SLUICE_PROT: '1' } }))).toMatch(/^SLUICE_PROT.*unknown/);
  });
});

describe('https', () => {
  test('is off, self-signed in dev by --tls alone, or with the files that are named', () => {
    expect(readOptions({ cwd }).tls).toBeUndefined();
    expect(readOptions({ cwd, flags: { tls: true } }).tls).toEqual({ kind: 'self-signed' });
    expect(readOptions({ cwd, env: { SLUICE_TLS: 'off' } }).tls).toBeUndefined();
    const flags = { tlsCert: '/a/cert.pem', tlsKey: '/a/key.pem' };
    const files = { kind: 'files', certificate: '/a/cert.pem', key: '/a/key.pem' };
    expect(readOptions({ cwd, flags }).tls).toEqual(files);
    expect(readOptions({ cwd, flags: { ...flags, mode: 'service', principals } }).tls).toEqual(files);
  });

  test('in service mode needs a certificate', () => {
    const flags = { mode: 'service', principals, tls: true };
    expect(messageOf(() => readOptions({ cwd, flags }))).toMatch(/--tls: service mode needs.*--tls-cert/);
  });
});

test('origins for browsers come as one text or as a list of the file', () => {
  const list = ['https://a.test', 'http://localhost:3000'];
  expect(readOptions({ cwd }).cors).toEqual([]);
  expect(readOptions({ cwd, flags: { cors: 'https://a.test, http://localhost:3000' } }).cors).toEqual(list);
  const file = withFile('cors:\n  - https://a.test\n  - http://localhost:3000\n');
  expect(readOptions({ cwd: file }).cors).toEqual(list);
  expect(readOptions({ cwd, flags: { cors: 'https://a.test,*' } }).cors).toEqual(['*']);
});

describe('dev mode', () => {
  test.each(['0.0.0.0', '::', '10.0.0.1', 'example.test'])('does not listen on %s, and says why', (host) => {
    expect(messageOf(() => readOptions({ cwd, flags: { host } }))).toMatch(/loopback.*published/);
  });

  test.each(['127.0.0.1', '::1', 'localhost', '127.1.2.3'])('listens on %s', (host) => {
    expect(readOptions({ cwd, flags: { host } }).host).toBe(host);
  });

  test('service mode without principals starts with none', () => {
    expect(readOptions({ cwd, flags: { mode: 'service' } }).principals).toEqual({ tenants: [] });
  });

  test('service mode listens anywhere', () => {
    expect(readOptions({ cwd, flags: { mode: 'service', host: '0.0.0.0', principals } }).host).toBe(
      '0.0.0.0',
    );
  });
});

test('options in code are checked alike', () => {
  expect(
    optionsFromCode({ seed: 'none', stopGrace: 20, limit: { 'dataQuery.maxRetries': 0 } }),
  ).toMatchObject({
    seed: 'none',
    stopGraceMs: 20,
  });
  expect(messageOf(() => optionsFromCode({ seeds: 'none' }))).toContain('unknown option');
});

test('every option, limit and choice is described for help', () => {
  for (const { name, meaning } of OPTIONS) {
    expect(variableOf(name)).toMatch(/^SLUICE_[A-Z_]+$/);
    expect(meaning).not.toBe('');
  }
  for (const spec of [...Object.values(LIMITS), ...Object.values(CHOICES)]) {
    expect(spec.meaning).not.toBe('');
    expect(spec.source).not.toBe('');
  }
});

test('the figures of both profiles are those of the contract', () => {
  const figures = (limits: 'zuora' | 'relaxed') => optionsFromCode({ limits }).limits;
  expect(figures('zuora')).toMatchObject({
    'dataQuery.live.maxRunning': 5,
    'dataQuery.live.maxQueued': 10,
    'dataQuery.live.maxInputRows': 10_000_000,
    'dataQuery.live.maxOutputRows': 500_000,
    'dataQuery.warehouse.maxRunning': 15,
    'dataQuery.warehouse.maxQueued': 30,
    'dataQuery.warehouse.maxInputRows': undefined,
    'dataQuery.warehouse.maxOutputRows': 50_000_000,
    'dataQuery.attemptTime': 3_600_000,
    'dataQuery.maxRetries': 3,
    'dataQuery.memory': 2_147_483_648,
    'dataQuery.maxQueryLength': 1_000_000,
    'dataQuery.fileLife': 2_592_000_000,
    'dataQuery.linkLife': 14_400_000,
    'platform.tokenLife': 3_600_000,
    'platform.maxUnpackedBytes': 52_428_800,
  });
  expect(figures('relaxed')).toMatchObject({
    'dataQuery.live.maxQueued': 1000,
    'dataQuery.live.maxInputRows': undefined,
    'dataQuery.live.maxOutputRows': undefined,
    'dataQuery.memory': undefined,
    'dataQuery.attemptTime': 3_600_000,
  });
});
