import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsCertificate } from './certificate-files.ts';

/** Clients refuse certificates that live longer than 398 days, some also their own. */
const LIFE_MS = 365 * 86_400_000;
/** Remade when so little is left, so that none ends while clients rely on it. */
const REMADE_BEFORE_MS = 30 * 86_400_000;
/** The names of a loopback server, which is all that `dev` serves. */
const NAMES = ['localhost', '127.0.0.1', '::1'];

/** Where the certificate to trust is, for `--ca`, curl's `--cacert` and their like. */
export function selfSignedPath(dataDir: string): string {
  return join(dataDir, 'tls', 'certificate.pem');
}

/**
 * The self-signed certificate of a data directory, kept so that clients have to trust it once; made anew when it does
 * not fit the host, is damaged, or ends within 30 days.
 * @param place `now` is machine time, ms since 1970
 */
export async function keepSelfSigned(place: {
  readonly dataDir: string;
  readonly host: string;
  readonly now: number;
}): Promise<TlsCertificate> {
  const { dataDir, host, now } = place;
  const certPath = selfSignedPath(dataDir);
  const keyPath = join(dataDir, 'tls', 'key.pem');
  const kept = readKept(certPath, keyPath);
  if (kept !== undefined && fits(kept, host, now)) return kept;
  const made = await make([...new Set([...NAMES, host])], now);
  mkdirSync(join(dataDir, 'tls'), { recursive: true, mode: 0o700 });
  // The key first: a crash between the two leaves a pair that does not belong together, and it is made anew.
  replace(keyPath, made.key, 0o600);
  replace(certPath, made.cert, 0o644);
  return made;
}

function readKept(certPath: string, keyPath: string): TlsCertificate | undefined {
  try {
    return { cert: readFileSync(certPath, 'utf8'), key: readFileSync(keyPath, 'utf8') };
  } catch {
    return undefined;
  }
}

function fits({ cert, key }: TlsCertificate, host: string, now: number): boolean {
  try {
    const certificate = new X509Certificate(cert);
    const left = Date.parse(certificate.validTo) - now;
    const named = (certificate.checkIP(host) ?? certificate.checkHost(host)) !== undefined;
    return named && left > REMADE_BEFORE_MS && certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

async function make(names: readonly string[], now: number): Promise<TlsCertificate> {
  // Few servers need it: loaded only here.
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: 'Sluice (self-signed)' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now),
    notAfterDate: new Date(now + LIFE_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) =>
          /[:.]/.test(name) ? ({ type: 7, ip: name } as const) : ({ type: 2, value: name } as const),
        ),
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}

function replace(path: string, text: string, mode: number): void {
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, text, { mode });
  // A file left by a crash keeps the mode it had.
  chmodSync(temporary, mode);
  renameSync(temporary, path);
}
