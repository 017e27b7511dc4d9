import { randomBytes } from 'node:crypto';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { type Choices, resolveChoices } from './choices.ts';
import { badValue, ConfigError } from './config-error.ts';
import { type LimitProfile, type Limits, resolveLimits } from './limits.ts';
import { knownZone } from './principal-forms.ts';
import { type ConfiguredPrincipals, readPrincipals } from './principals-file.ts';
import { DURATION_FORM, parseCount, parseDuration, parseSize, SIZE_FORM } from './quantities.ts';

export type Mode = 'dev' | 'service';
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** What a server runs with, all of it decided: times in ms, sizes in bytes, paths absolute. */
export interface Options {
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  /** `undefined`: the address served. No slash at its end. */
  readonly publicUrl: string | undefined;
  /** `undefined`: plain http. */
  readonly tls: TlsOptions | undefined;
  /** Origins a browser may call from; empty: none, `*` alone: any. */
  readonly cors: readonly string[];
  /** Hosts that callouts may reach, in lower case; empty: none, `*`: any at a public address. */
  readonly calloutHosts: readonly string[];
  /** Where outcomes of accepted requests are told; `undefined`: nowhere. */
  readonly asyncCallout: { readonly url: string; readonly secret: string } | undefined;
  readonly drainMs: number;
  readonly nodeId: string;
  /** Ignored when `ephemeral`. */
  readonly dataDir: string;
  readonly ephemeral: boolean;
  readonly seed: 'none' | 'small' | 'medium' | 'large';
  readonly seedNumber: number;
  readonly data: string | undefined;
  readonly zone: string;
  readonly limitProfile: LimitProfile;
  readonly limits: Limits;
  readonly choices: Choices;
  readonly fileSegmentation: boolean;
  readonly stopGraceMs: number;
  readonly engineMemoryBytes: number;
  readonly engineSlots: number;
  /** In `service` none when not configured; in `dev` the published ones when absent. */
  readonly principals: ConfiguredPrincipals | undefined;
  readonly logLevel: LogLevel;
  readonly logFormat: 'pretty' | 'json';
}

/** https with a certificate of our own making, or with one from PEM files (absolute paths). */
export type TlsOptions =
  | { readonly kind: 'self-signed' }
  | { readonly kind: 'files'; readonly certificate: string; readonly key: string };

/** Option name → value as written, with the place it came from for messages. */
export type RawOptions = ReadonlyMap<
  string,
  { readonly value: unknown; readonly where: string; readonly directory?: string }
>;

/**
 * Parses and completes options.
 * @throws ConfigError that names the key, the value and what is allowed
 */
export function resolveOptions(raw: RawOptions): Options {
  const read = new Reader(raw);
  const mode = read.oneOf('mode', ['dev', 'service'], 'dev');
  const host = read.text('host') ?? '127.0.0.1';
  if (mode === 'dev' && !isLoopback(host))
    throw new ConfigError(
      `${read.where('host')}: dev mode listens on loopback only, because its credentials are published; ` +
        `"${host}" is not a loopback address. Use 127.0.0.1, ::1 or localhost, or --mode service`,
    );
  const limitProfile = read.oneOf('limits', ['relaxed', 'zuora'], mode === 'dev' ? 'relaxed' : 'zuora');
  const data = read.text('data');
  return {
    mode,
    host,
    port: read.number('port', (v) => under(parseCount(v), 65_536), 'a port from 0 to 65535') ?? 8484,
    publicUrl: read.url('public-url'),
    tls: tlsOptions(read, mode),
    cors: read.origins('cors'),
    calloutHosts: read.hosts('callout-hosts') ?? (mode === 'dev' ? LOOPBACK_HOSTS : []),
    asyncCallout: asyncCallout(read),
    drainMs: read.number('drain', parseDuration, DURATION_FORM) ?? 0,
    nodeId: read.matching('node-id', /^[\w.-]{1,64}$/, 'letters, digits, . _ - (at most 64)') ?? madeNodeId(),
    dataDir: resolve(read.text('data-dir') ?? '.sluice'),
    ephemeral: read.flag('ephemeral'),
    seed: read.oneOf('seed', ['none', 'small', 'medium', 'large'], mode === 'dev' ? 'small' : 'none'),
    seedNumber: read.number('seed-number', (v) => under(parseCount(v), 2 ** 31), 'a number below 2^31') ?? 42,
    data: data === undefined ? undefined : resolve(data),
    zone: read.zone('zone') ?? 'America/Los_Angeles',
    limitProfile,
    limits: resolveLimits(limitProfile, read.pairs('limit'), read.where('limit')),
    choices: resolveChoices(mode, read.pairs('choice'), read.where('choice')),
    fileSegmentation: read.flag('file-segmentation'),
    stopGraceMs: read.number('stop-grace', parseDuration, DURATION_FORM) ?? 1000,
    engineMemoryBytes:
      read.number(
        'engine-memory',
        (v) => atLeast(parseSize(v), LEAST_MEMORY),
        `${SIZE_FORM}, at least 64MiB`,
      ) ?? Math.round(totalmem() / 2),
    engineSlots:
      read.number('engine-slots', (v) => under(atLeast(parseCount(v), 1), 1025), 'a number from 1 to 1024') ??
      availableParallelism() + 2,
    principals: read.principals('principals', mode),
    logLevel: read.oneOf('log-level', ['silent', 'error', 'warn', 'info', 'debug'], 'info'),
    logFormat: read.oneOf('log-format', ['pretty', 'json'], process.stderr.isTTY ? 'pretty' : 'json'),
  };
}

/** Where callouts may go in `dev` (operating.md §2). */
const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** An address alone would be told without a signature, and a secret alone nothing. */
function asyncCallout(read: Reader): Options['asyncCallout'] {
  const url = read.url('async-callout');
  const secret = read.matching('async-callout-secret', /^.{16,}$/s, 'at least 16 characters', 'secret');
  if (url === undefined && secret === undefined) return undefined;
  if (secret === undefined)
    throw new ConfigError(`${read.where('async-callout')}: give --async-callout-secret too, to sign with`);
  if (url === undefined)
    throw new ConfigError(
      `${read.where('async-callout-secret')}: give --async-callout too, the address to tell`,
    );
  return { url, secret };
}

/** `--tls-cert` and `--tls-key` mean `--tls`; alone it is for `dev`, where a self-signed certificate will do. */
function tlsOptions(read: Reader, mode: Mode): TlsOptions | undefined {
  const certificate = read.text('tls-cert');
  const key = read.text('tls-key');
  if (certificate !== undefined && key === undefined)
    throw new ConfigError(`${read.where('tls-cert')}: give --tls-key too, the file with its private key`);
  if (certificate === undefined && key !== undefined)
    throw new ConfigError(`${read.where('tls-key')}: give --tls-cert too, the file with its certificate`);
  if (certificate !== undefined && key !== undefined)
    return { kind: 'files', certificate: resolve(certificate), key: resolve(key) };
  if (!read.flag('tls')) return undefined;
  if (mode === 'service')
    throw new ConfigError(
      `${read.where('tls')}: service mode needs a certificate that its callers trust; give --tls-cert and --tls-key (PEM files)`,
    );
  return { kind: 'self-signed' };
}

/** DuckDB cannot open a database and run a statement with much less. */
const LEAST_MEMORY = 64 * 1024 ** 2;

class Reader {
  readonly #raw: RawOptions;
  constructor(raw: RawOptions) {
    this.#raw = raw;
  }

  where(name: string): string {
    return this.#raw.get(name)?.where ?? `--${name}`;
  }

  text(name: string): string | undefined {
    const value = this.#raw.get(name)?.value;
    if (value === undefined || value === null) return undefined;
    if ((typeof value !== 'string' && typeof value !== 'number') || value === '')
      throw badValue(this.where(name), value, 'a text');
    return String(value);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], byDefault: T): T {
    const value = this.text(name);
    if (value === undefined) return byDefault;
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw badValue(this.where(name), value, allowed.join(', '));
    return found;
  }

  /** @param secret its value is in no message */
  matching(name: string, form: RegExp, allowed: string, secret?: 'secret'): string | undefined {
    const value = this.text(name);
    if (value !== undefined && !form.test(value))
      throw badValue(this.where(name), secret === undefined ? value : '***', allowed);
    return value;
  }

  number(name: string, parse: (value: string) => number | undefined, allowed: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const parsed = parse(value);
    if (parsed === undefined) throw badValue(this.where(name), value, allowed);
    return parsed;
  }

  flag(name: string): boolean {
    const value = this.#raw.get(name)?.value;
    if (value === undefined || value === null) return false;
    if (value === true || value === 'true' || value === '1' || value === 'on') return true;
    if (value === false || value === 'false' || value === '0' || value === 'off') return false;
    throw badValue(this.where(name), value, 'true or false');
  }

  url(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const plain = url?.search === '' && url.hash === '' && url.username === '';
    if (url === undefined || !plain || !/^https?:$/.test(url.protocol))
      throw badValue(this.where(name), value, 'an address such as https://sluice.example.test');
    return url.href.replace(/\/+$/, '');
  }

  /** From one text joined by commas or from a list of the file. */
  origins(name: string): readonly string[] {
    const value = this.#raw.get(name)?.value;
    if (value === undefined || value === null) return [];
    const texts: readonly unknown[] = Array.isArray(value) ? value : String(value).split(',');
    const origins = texts.map((text) => (typeof text === 'string' ? text.trim() : text));
    const bad = origins.find((text) => text !== '*' && !isOrigin(text));
    if (bad !== undefined || origins.length === 0)
      throw badValue(
        this.where(name),
        bad ?? value,
        'origins such as https://app.example.test or http://localhost:3000 (no path), joined by commas, or * for any',
      );
    const list = origins as readonly string[];
    return list.includes('*') ? ['*'] : [...new Set(list)];
  }

  /** Like `origins`, but only hosts, without ports. */
  hosts(name: string): readonly string[] | undefined {
    const value = this.#raw.get(name)?.value;
    if (value === undefined || value === null) return undefined;
    if (value === 'none') return [];
    const texts: readonly unknown[] = Array.isArray(value) ? value : String(value).split(',');
    return texts.map((text) => {
      const host = typeof text === 'string' ? text.trim().toLowerCase() : '';
      // An address is written as it will be compared.
      const address = `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}`;
      const url = URL.canParse(address) ? new URL(address) : null;
      if (host === '*') return host;
      if (url === null || url.href !== `http://${url.hostname}/`)
        throw badValue(
          this.where(name),
          text,
          'hosts such as hooks.example.test or 10.1.2.3 (no port, no path), joined by commas, * for any public one, or none',
        );
      return url.hostname;
    });
  }

  zone(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const zone = knownZone(value);
    if (zone === undefined)
      throw badValue(this.where(name), value, 'a zone such as America/Los_Angeles or UTC');
    return zone;
  }

  principals(name: string, mode: Mode): ConfiguredPrincipals | undefined {
    const { value, directory } = this.#raw.get(name) ?? {};
    if (value !== undefined && value !== null) return readPrincipals(value, this.where(name), directory);
    // With none, a service can be started all the same: the first ones are added while it runs.
    return mode === 'dev' ? undefined : { tenants: [] };
  }

  /** From `NAME=VALUE` texts (also joined by commas) or from a map of the file. */
  pairs(name: string): Readonly<Record<string, unknown>> {
    const value = this.#raw.get(name)?.value;
    if (value === undefined || value === null) return {};
    if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
    const texts: readonly unknown[] = Array.isArray(value) ? value : String(value).split(',');
    return Object.fromEntries(
      texts.map((text) => {
        const at = typeof text === 'string' ? text.indexOf('=') : -1;
        if (typeof text !== 'string' || at < 1) throw badValue(this.where(name), text, 'NAME=VALUE');
        return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
      }),
    );
  }
}

function under(value: number | undefined, bound: number): number | undefined {
  return value !== undefined && value < bound ? value : undefined;
}

function atLeast(value: number | undefined, bound: number): number | undefined {
  return value !== undefined && value >= bound ? value : undefined;
}

/** Exactly as a browser writes it in `Origin`: lower case, without a default port and without a path. */
function isOrigin(text: unknown): boolean {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.origin === text;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function madeNodeId(): string {
  return `node-${randomBytes(4).toString('hex')}`;
}
