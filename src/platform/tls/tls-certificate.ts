import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:https';
import type { TlsOptions } from '../../config/options.ts';
import type { MachineTime } from '../../ports/clock.ts';
import { readCertificate, type TlsCertificate } from './certificate-files.ts';
import { keepSelfSigned } from './self-signed-certificate.ts';

/** Older versions are broken (RFC 8996). */
export const LEAST_TLS = 'TLSv1.2';

/** How often the files are looked at for a renewed certificate: those of ACME are renewed weeks before they end. */
const LOOK_EVERY_MS = 60_000;

/**
 * The certificate to serve with: the files' own, or a self-signed one in the data directory.
 * @throws ConfigError that names the file and what is wrong with it
 */
export function openCertificate(
  tls: TlsOptions,
  place: { readonly dataDir: string; readonly host: string; readonly now: number },
): Promise<TlsCertificate> | TlsCertificate {
  return tls.kind === 'self-signed' ? keepSelfSigned(place) : readCertificate(tls.certificate, tls.key);
}

/**
 * Serves new connections with a certificate that was renewed while the server runs; one that cannot be used is told,
 * and the one before stays. @returns what ends the watching
 */
export function followRenewals(
  server: HttpServer,
  open: () => Promise<TlsCertificate> | TlsCertificate,
  served: TlsCertificate,
  { time, onRenewed, onFailure }: RenewalParts,
): () => void {
  let current = served;
  let told = '';
  const timer = time.every(LOOK_EVERY_MS, async () => {
    try {
      const found = await open();
      told = '';
      if (found.cert === current.cert && found.key === current.key) return;
      if (server instanceof Server) server.setSecureContext({ ...found, minVersion: LEAST_TLS });
      current = found;
      onRenewed();
    } catch (error) {
      const { message } = error as Error;
      if (message !== told) onFailure(error);
      told = message;
    }
  });
  return () => timer.cancel();
}

export interface RenewalParts {
  readonly time: MachineTime;
  readonly onRenewed: () => void;
  /** Once for each new reason. */
  readonly onFailure: (error: unknown) => void;
}
