/**
 * Options by name in camel case, written as in `sluice.yaml` (`{ seed: 'small', stopGrace: '2s' }`). Where nothing is
 * said this is a server for a test: its own free port, its own temporary data, no logs.
 */
export interface StartOptions {
  readonly mode?: 'dev' | 'service';
  readonly host?: string;
  readonly port?: number;
  readonly publicUrl?: string;
  readonly tls?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly cors?: string | readonly string[];
  readonly calloutHosts?: string | readonly string[];
  readonly asyncCallout?: string;
  readonly asyncCalloutSecret?: string;
  readonly drain?: string | number;
  readonly nodeId?: string;
  /** Durable there; else temporary and removed by `stop`. */
  readonly dataDir?: string;
  readonly ephemeral?: boolean;
  readonly seed?: 'none' | 'small' | 'medium' | 'large';
  readonly seedNumber?: number;
  readonly data?: string;
  readonly zone?: string;
  readonly principals?: unknown;
  readonly limits?: 'relaxed' | 'zuora';
  readonly limit?: Readonly<Record<string, string | number>>;
  readonly choice?: Readonly<Record<string, string | number | boolean>>;
  readonly fileSegmentation?: boolean;
  readonly stopGrace?: string | number;
  readonly engineMemory?: string | number;
  readonly engineSlots?: number;
  readonly logLevel?: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly logFormat?: 'pretty' | 'json';
}
