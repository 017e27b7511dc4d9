import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/config/config-error.ts';
import { systemClock } from '../../../src/config/system-clock.ts';
import type { TlsCertificate } from '../../../src/platform/tls/certificate-files.ts';
import { keepSelfSigned, selfSignedPath } from '../../../src/platform/tls/self-signed-certificate.ts';
import { followRenewals, openCertificate } from '../../../src/platform/tls/tls-certificate.ts';
import { testApp } from '../test-app.ts';

const DAY = 86_400_000;
let root: string;
let dataDir: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-tls-'));
});
beforeEach(() => {
  dataDir = mkdtempSync(join(root, 'data-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const keep = (now = Date.now(), host = '127.0.0.1') => keepSelfSigned({ dataDir, host, now });

/** A server on a free port that answers with this certificate. */
async function served(pair: TlsCertificate, look: (port: number, server: Server) => Promise<void>) {
  const server = createServer(pair, (_, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await look((server.address() as AddressInfo).port, server);
  } finally {
    server.close();
  }
}

/** The certificate a server shows, once the handshake has succeeded with `ca` trusted. */
function shown(port: number, ca: string, options: object = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca, ...options }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

const fingerprint = ({ cert }: TlsCertificate) => new X509Certificate(cert).fingerprint256;

describe('the self-signed certificate', () => {
  test('is for loopback names, of a key that only its owner can read', async () => {
    const { cert, key } = await keep();
    const certificate = new X509Certificate(cert);
    expect(certificate.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(readFileSync(selfSignedPath(dataDir), 'utf8')).toBe(cert);
    const path = join(dataDir, 'tls', 'key.pem');
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual([key, 0o600]);
  });

  test('is trusted by a client that was told of it, and by no other', async () => {
    const pair = await keep();
    await served(pair, async (port) => {
      expect(await shown(port, pair.cert)).toBe(fingerprint(pair));
      await expect(shown(port, '')).rejects.toThrow(/self-signed/);
    });
  });

  test('is kept, so that clients trust it once', async () => {
    const now = Date.now();
    const made = await keep(now);
    expect(await keep(now + 334 * DAY)).toEqual(made);
  });

  test('is made anew 30 days before it ends', async () => {
    const now = Date.now();
    const made = await keep(now);
    const later = await keep(now + 336 * DAY);
    expect(fingerprint(later)).not.toBe(fingerprint(made));
    expect(Date.parse(new X509Certificate(later.cert).validTo)).toBeGreaterThan(now + 700 * DAY);
  });

  test('is made anew when it does not name the host', async () => {
    const made = await keep();
    const other = await keep(Date.now(), '127.8.8.8');
    expect(new X509Certificate(other.cert).checkIP('127.8.8.8')).toBe('127.8.8.8');
    expect(other).not.toEqual(made);
  });

  test.each(['certificate.pem', 'key.pem'])('is made anew when %s is damaged', async (file) => {
    await keep();
    writeFileSync(join(dataDir, 'tls', file), 'torn');
    const { cert, key } = await keep();
    expect(new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(statSync(join(dataDir, 'tls', 'key.pem')).mode & 0o777).toBe(0o600);
  });
});

describe('a certificate from files', () => {
  let pair: TlsCertificate;
  let files: Record<'cert' | 'key' | 'otherKey' | 'encrypted' | 'text', string>;
  beforeAll(async () => {
    const directory = mkdtempSync(join(root, 'files-'));
    pair = await keepSelfSigned({ dataDir: join(directory, 'a'), host: '127.0.0.1', now: Date.now() });
    const other = await keepSelfSigned({ dataDir: join(directory, 'b'), host: '127.0.0.1', now: Date.now() });
    const write = (name: string, text: string): string => {
      const path = join(directory, name);
      writeFileSync(path, text);
      return path;
    };
    files = {
      cert: write('cert.pem', pair.cert),
      key: write('key.pem', pair.key),
      otherKey: write('other.pem', other.key),
      encrypted: write(
        'encrypted.pem',
        createPrivateKey(pair.key)
          .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
          .toString(),
      ),
      text: write('text.pem', 'hello'),
    };
  });

  function open(certificate: string, key: string) {
    return openCertificate({ kind: 'files', certificate, key }, { dataDir, host: '127.0.0.1', now: 0 });
  }

  test('is taken as it is', () => {
    expect(open(files.cert, files.key)).toEqual(pair);
  });

  test.each([
    ['no certificate', 'text', 'key', /^tls-cert: .*text\.pem is no certificate in PEM form/],
    ['a key instead', 'key', 'key', /^tls-cert: .*key\.pem is no certificate in PEM form/],
    ['no key', 'cert', 'text', /^tls-key: .*text\.pem is no private key in PEM form/],
    ['an encrypted key', 'cert', 'encrypted', /^tls-key: .*encrypted\.pem is encrypted/],
    ['the key of another', 'cert', 'otherKey', /^tls-key: .*other\.pem is not the key of .*cert\.pem/],
  ] as const)('is refused by name when there is %s', (_, certificate, key, message) => {
    expect(() => open(files[certificate], files[key])).toThrow(ConfigError);
    expect(() => open(files[certificate], files[key])).toThrow(message);
  });

  test('is refused when a file cannot be read', () => {
    expect(() => open('/no/such.pem', files.key)).toThrow(/^tls-cert: cannot read \/no\/such\.pem: ENOENT/);
    mkdirSync(join(dataDir, 'folder'));
    expect(() => open(files.cert, join(dataDir, 'folder'))).toThrow(/^tls-key: cannot read .*EISDIR/);
  });
});

describe('a certificate that is renewed while the server runs', () => {
  test('is served to new connections; one that cannot be used is told once, and the old one stays', async () => {
    const first = await keep();
    const second = await keepSelfSigned({ dataDir: join(dataDir, 'x'), host: '127.0.0.1', now: Date.now() });
    await served(first, async (port, server) => {
      let open = () => first;
      const told: string[] = [];
      let look = (): void => undefined;
      const every = (_ms: number, run: () => void) => {
        look = run;
        return { cancel: () => undefined };
      };
      followRenewals(server, () => open(), first, {
        time: { ...systemClock.machine, every },
        onRenewed: () => told.push('renewed'),
        onFailure: (error) => told.push((error as Error).message),
      });
      look();
      open = () => {
        throw new ConfigError('no certificate there');
      };
      look();
      look();
      expect(await shown(port, first.cert)).toBe(fingerprint(first));
      open = () => second;
      look();
      await expect.poll(() => told).toEqual(['no certificate there', 'renewed']);
      expect(await shown(port, second.cert)).toBe(fingerprint(second));
    });
  });
});

describe('the platform over https', () => {
  test('answers as over http, and takes nothing older than TLS 1.2', async () => {
    const pair = await keep();
    await using app = await testApp({}, undefined, undefined, { tls: pair });
    expect(app.url).toMatch(/^https:/);
    expect(await shown(app.port, pair.cert)).toBe(fingerprint(pair));
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' };
    await expect(shown(app.port, pair.cert, old)).rejects.toThrow(/protocol version/);
  });

  test('hangs up on plain http, and goes on', async () => {
    const pair = await keep();
    await using app = await testApp({}, undefined, undefined, { tls: pair });
    await expect(fetch(`http://127.0.0.1:${app.port}/healthz`)).rejects.toThrow();
    expect(await shown(app.port, pair.cert)).toBe(fingerprint(pair));
    expect(app.failures).toEqual([]);
  });
});
