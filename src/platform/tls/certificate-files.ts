import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '../../config/config-error.ts';

/** A certificate (with those that lead to its issuer) and its private key, both PEM; they belong together. */
export interface TlsCertificate {
  readonly cert: string;
  readonly key: string;
}

/** @throws ConfigError when a file cannot be read, is not PEM, or the two do not belong together */
export function readCertificate(certificatePath: string, keyPath: string): TlsCertificate {
  const cert = read('tls-cert', certificatePath);
  const key = read('tls-key', keyPath);
  const certificate = parse(
    () => new X509Certificate(cert),
    `tls-cert: ${certificatePath} is no certificate in PEM form`,
  );
  const privateKey = parse(
    () => createPrivateKey(key),
    /ENCRYPTED/.test(key)
      ? `tls-key: ${keyPath} is encrypted; store it without a passphrase, readable by the server alone`
      : `tls-key: ${keyPath} is no private key in PEM form`,
  );
  if (!certificate.checkPrivateKey(privateKey))
    throw new ConfigError(`tls-key: ${keyPath} is not the key of the certificate in ${certificatePath}`);
  parse(() => createSecureContext({ cert, key }), `tls-cert: ${certificatePath} cannot be served`);
  return { cert, key };
}

/** A name that a client may expect of the certificate: that of the public URL when it is good for it, else one it has. */
export function nameIn({ cert }: Pick<TlsCertificate, 'cert'>, publicUrl?: string): string | undefined {
  const certificate = new X509Certificate(cert);
  const own = [...(certificate.subjectAltName ?? '').matchAll(/DNS:([^\s,"]+)/g)].map(
    ([, name = '']) => name,
  );
  const names = publicUrl === undefined ? own : [new URL(publicUrl).hostname, ...own];
  return names.find((name) => !name.includes('*') && certificate.checkHost(name) !== undefined);
}

function read(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${option}: cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}

function parse<T>(run: () => T, otherwise: string): T {
  try {
    return run();
  } catch (cause) {
    throw new ConfigError(`${otherwise} (${(cause as Error).message})`, { cause });
  }
}
