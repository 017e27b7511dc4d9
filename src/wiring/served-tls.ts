import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { TlsOptions } from '../config/options.ts';
import type { TlsCertificate } from '../platform/tls/certificate-files.ts';
import { followRenewals, openCertificate } from '../platform/tls/tls-certificate.ts';
import type { MachineTime } from '../ports/clock.ts';

interface ServedTlsParts {
  readonly dataDir: string;
  readonly host: string;
  readonly time: MachineTime;
  readonly log: Logger;
}

/** The certificate that a server begins with, and how it follows those that take its place. */
export interface ServedTls {
  readonly certificate: TlsCertificate;
  /** @returns what ends the following */
  follow(app: FastifyInstance): () => void;
}

/** @throws ConfigError as `openCertificate` does */
export async function servedTls(
  tls: TlsOptions,
  { dataDir, host, time, log }: ServedTlsParts,
): Promise<ServedTls> {
  const open = () => openCertificate(tls, { dataDir, host, now: time.now() });
  const certificate = await open();
  return {
    certificate,
    follow: (app) =>
      followRenewals(app.server, open, certificate, {
        time,
        onRenewed: () => log.info('renewed certificate taken up'),
        onFailure: (error) =>
          log.error({ err: error }, 'renewed certificate cannot be used; the old one stays'),
      }),
  };
}
