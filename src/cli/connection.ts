import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CliError, EXIT } from './exit-codes.ts';

/** Where the commands look when nobody says otherwise: what `sluice serve` opens by default (operating.md §6). */
export const DEFAULT_URL = 'http://127.0.0.1:8484';

/** The published pair of the tenant `dev` (operating.md §3). Sent to loopback addresses only. */
const DEV_CLIENT = { id: '5c1ce000-0000-4000-8000-000000000001', secret: 'sluice-dev-secret' };

/** Where a server is, and what to trust there. */
export interface Server {
  /** Without a trailing slash. */
  readonly url: string;
  /** PEM text of certificates to trust beside the public ones. */
  readonly ca?: string;
  /** What its certificate has to name, where that is not the host of `url`. */
  readonly name?: string;
}

export interface Connection extends Server {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Variables that the user sets them by. */
  readonly setBy: readonly [id: string, secret: string];
}

/** What the user calls address and credentials of a server: in messages, and in the environment. */
interface ConnectionNames {
  readonly url: string;
  readonly id: string;
  readonly secret: string;
}

const NAMES: ConnectionNames = {
  url: '--url',
  id: 'SLUICE_CLIENT_ID',
  secret: 'SLUICE_CLIENT_SECRET',
};

/** Options every command that talks to a server has. */
export interface ConnectionOptions {
  readonly url?: string;
  readonly ca?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Adds `--url`, `--ca`, `--json` and `--quiet`. */
export function withConnectionOptions(command: Command): Command {
  return command
    .option('--url <url>', `address of the server (or SLUICE_URL; default ${DEFAULT_URL})`)
    .option('--ca <file>', 'certificate to trust beside the public ones, PEM (or SLUICE_CA)')
    .option('--json', 'print the result as JSON on stdout')
    .option('--quiet', 'no progress and no summary on stderr')
    .addHelpText(
      'after',
      '\nCredentials: SLUICE_CLIENT_ID and SLUICE_CLIENT_SECRET; on loopback the published dev pair is the default.',
    );
}

/**
 * Resolves address and credentials from the options, then the environment, then the defaults.
 * @throws CliError `usage` for an address that is none, half a pair or a certificate that cannot be read; `refused` when a server that is not on this
 * machine would have to be sent the published pair.
 */
export function connectionOf(
  options: ConnectionOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
  names: ConnectionNames = NAMES,
): Connection {
  const server = serverOf(options, env, env['SLUICE_URL'] ?? DEFAULT_URL, names);
  const setBy = [names.id, names.secret] as const;
  const clientId = env[names.id];
  const clientSecret = env[names.secret];
  if (clientId && clientSecret) return { ...server, clientId, clientSecret, setBy };
  if (clientId || clientSecret) {
    const missing = clientId ? names.secret : names.id;
    throw new CliError(EXIT.usage, `${missing} is not set: credentials are a pair`);
  }
  if (!isLoopback(new URL(server.url).hostname)) {
    throw new CliError(
      EXIT.refused,
      `no credentials for ${server.url}: set ${names.id} and ${names.secret} (the published dev pair is used on loopback only)`,
    );
  }
  return { ...server, clientId: DEV_CLIENT.id, clientSecret: DEV_CLIENT.secret, setBy };
}

/** @throws CliError `usage` for an address that is none, or a certificate that cannot be read */
export function serverOf(
  options: ConnectionOptions,
  env: Readonly<Record<string, string | undefined>>,
  byDefault: string,
  names = NAMES,
): Server {
  const url = parseUrl(options.url ?? byDefault, names.url).href.replace(/\/+$/, '');
  const file = options.ca ?? env['SLUICE_CA'];
  if (!file) return { url };
  return { url, ca: readCertificates(file, options.ca === undefined ? 'SLUICE_CA' : '--ca') };
}

/** @param where as the user named the file: `--ca` */
export function readCertificates(file: string, where: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(EXIT.usage, `${where}: cannot read ${file}: ${(error as Error).message}`);
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new CliError(EXIT.usage, `${where}: ${file} holds no certificate in PEM form`);
}

function parseUrl(text: string, name: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new CliError(EXIT.usage, `${name} ${text}: not an http or https address (example: ${DEFAULT_URL})`);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
