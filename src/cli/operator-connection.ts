import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import { readOptions } from '../config/read-options.ts';
import {
  type Connection,
  type ConnectionOptions,
  connectionOf,
  readCertificates,
  type Server,
  serverOf,
} from './connection.ts';
import { CliError, EXIT } from './exit-codes.ts';

/** As the operator of a server: whoever can read its data directory. */
export interface OperatorConnection extends Server {
  readonly operatorToken: string;
}

export interface AdministratorOptions extends ConnectionOptions {
  readonly dataDir?: string;
}

/** Written by a running server (`platform/tenants/operator-file.ts`). */
interface OperatorFile {
  readonly url: string;
  readonly token: string;
  readonly ca?: string;
  readonly name?: string;
}

/**
 * How to change principals: as the operator by `--data-dir`; else as the client of the environment; else as the operator
 * of the data directory that `sluice serve` would take here, when a server runs on it; else like every command.
 * @throws CliError as `connectionOf`; `noServer` when no server runs on the directory that was named
 */
export function administratorConnection(
  options: AdministratorOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
  cwd = process.cwd(),
): Connection | OperatorConnection {
  const named = options.dataDir !== undefined;
  if (!named && (env['SLUICE_CLIENT_ID'] || env['SLUICE_CLIENT_SECRET'])) return connectionOf(options, env);
  if (!named && (options.url ?? env['SLUICE_URL']) !== undefined) return connectionOf(options, env);
  const path = join(directoryOf(options.dataDir, env, cwd), 'operator.json');
  if (!named && !existsSync(path)) return connectionOf(options, env);
  const { url, token, ca, name } = readOperatorFile(path);
  return {
    ...(name !== undefined && options.url === undefined && { name }),
    ...(ca !== undefined && { ca: readCertificates(ca, path) }),
    ...serverOf(options, env, url),
    operatorToken: token,
  };
}

/** The data directory as `sluice serve` finds it in this folder: flag, variable, `sluice.yaml`, default. */
export function directoryOf(
  dataDir: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string {
  try {
    return readOptions({ flags: { dataDir }, env, cwd }).dataDir;
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}

function readOperatorFile(path: string): OperatorFile {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as OperatorFile;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EACCES')
      throw new CliError(EXIT.refused, `${path}: only the user that runs the server may read it`);
    throw new CliError(
      EXIT.noServer,
      code === 'ENOENT'
        ? `no server runs on this data directory (${path} is not there)`
        : `${path}: ${message}`,
    );
  }
}
