import type { Options } from './config/options.ts';
import { optionsFromCode } from './config/read-options.ts';

export { ConfigError } from './config/config-error.ts';
export type { Options } from './config/options.ts';

/**
 * Options by name in camel case, written as in `sluice.yaml` (`{ seed: 'small', stopGrace: '2s' }`). Where nothing is
 * said this is a server for a test: its own free port, its own temporary data, no logs.
 */
export interface StartOptions {
  readonly mode?: 'dev' | 'service';
  readonly host?: string;
  readonly port?: number;
  readonly publicUrl?: string;
  readonly drain?: string | number;
  readonly nodeId?: string;
  /** Durable there; else temporary and removed by `stop`. */
  readonly dataDir?: string;
  readonly ephemeral?: boolean;
  readonly seed?: 'none' | 'small' | 'medium' | 'large';
  readonly seedNumber?: number;
  readonly data?: string;
  readonly zone?: string;
  readonly limits?: 'relaxed' | 'zuora';
  readonly limit?: Readonly<Record<string, string | number>>;
  readonly choice?: Readonly<Record<string, string | number | boolean>>;
  readonly stopGrace?: string | number;
  readonly engineMemory?: string | number;
  readonly engineSlots?: number;
  readonly logLevel?: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly logFormat?: 'pretty' | 'json';
}

/** A running server. */
export interface Sluice extends AsyncDisposable {
  /** `http://127.0.0.1:41231`, without a slash at its end. */
  readonly url: string;
  readonly dataDir: string;
  readonly options: Options;
  /** Of the first administrator in `dev`; `undefined` in `service`. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string } | undefined;
  /** Takes no more requests, queues running work again (or drains), closes everything. Idempotent; within 5 s. */
  stop(): Promise<void>;
}

/**
 * Starts a server in this process (operating.md §7).
 * @throws ConfigError for options that cannot be used, Error with a clear message when the data directory is in use
 *   or damaged, or the port is taken
 */
export function startSluice(given: StartOptions = {}): Promise<Sluice> {
  const byDefault = { port: 0, ephemeral: given.dataDir === undefined, logLevel: 'silent' };
  return startServer(optionsFromCode({ ...byDefault, ...given }));
}

/** The same with options that `readOptions` of `config/read-options.ts` made: for the command line. */
export async function startServer(options: Options): Promise<Sluice> {
  throw new Error(`not built yet: ${options.mode}`);
}
