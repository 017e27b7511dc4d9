import { CHOICES, type ChoiceSpec, defaultOf } from './choices.ts';
import { LIMITS, type LimitSpec, limitText } from './limits.ts';
import { OPTIONS, type OptionName } from './option-table.ts';
import type { Options, RawOptions } from './options.ts';
import type { ConfiguredPrincipals } from './principals-file.ts';
import { durationText, sizeText } from './quantities.ts';

/** An option as it holds, and who said so. */
export interface ShownOption {
  readonly name: OptionName;
  /** As it could stand in `sluice.yaml`; `undefined` where there is none. Secrets are `***`. */
  readonly value: unknown;
  /** `--port`, `SLUICE_PORT`, `port in sluice.yaml`, `default`. */
  readonly from: string;
}

/** Every option of the table as it holds. */
export function shownOptions(raw: RawOptions, options: Options): readonly ShownOption[] {
  return OPTIONS.map(({ name }) => ({
    name,
    value: VALUES[name](options),
    from: (raw.get(name) ?? raw.get(IMPLIED_BY[name] ?? name))?.where ?? 'default',
  }));
}

/** What says an option that was not given itself. */
const IMPLIED_BY: Readonly<Partial<Record<OptionName, OptionName>>> = { tls: 'tls-cert' };

/** As `principals` is shown. */
export type ShownPrincipals = ReturnType<typeof masked>;

const VALUES: Readonly<Record<OptionName, (options: Options) => unknown>> = {
  mode: (o) => o.mode,
  host: (o) => o.host,
  port: (o) => o.port,
  'public-url': (o) => o.publicUrl,
  tls: (o) => o.tls !== undefined,
  'tls-cert': (o) => (o.tls?.kind === 'files' ? o.tls.certificate : undefined),
  'tls-key': (o) => (o.tls?.kind === 'files' ? o.tls.key : undefined),
  cors: (o) => (o.cors.length === 0 ? undefined : o.cors),
  'callout-hosts': (o) => (o.calloutHosts.length === 0 ? undefined : o.calloutHosts),
  'async-callout': (o) => o.asyncCallout?.url,
  'async-callout-secret': (o) => o.asyncCallout && '***',
  drain: (o) => durationText(o.drainMs),
  'node-id': (o) => o.nodeId,
  'data-dir': (o) => (o.ephemeral ? undefined : o.dataDir),
  ephemeral: (o) => o.ephemeral,
  seed: (o) => o.seed,
  'seed-number': (o) => o.seedNumber,
  data: (o) => o.data,
  zone: (o) => o.zone,
  principals: (o) => o.principals && masked(o.principals),
  limits: (o) => o.limitProfile,
  limit: (o) => unlessEmpty(changedLimits(o)),
  choice: (o) => unlessEmpty(changedChoices(o)),
  'file-segmentation': (o) => o.fileSegmentation,
  'stop-grace': (o) => durationText(o.stopGraceMs),
  'engine-memory': (o) => sizeText(o.engineMemoryBytes),
  'engine-slots': (o) => o.engineSlots,
  'log-level': (o) => o.logLevel,
  'log-format': (o) => o.logFormat,
};

function masked({ tenants }: ConfiguredPrincipals) {
  return {
    tenants: tenants.map(({ users, clients, ...tenant }) => ({
      ...tenant,
      users: users.map(({ secret: _, ...user }) => ({ ...user, password: '***' })),
      clients: clients.map(({ secret: _, ...client }) => ({ ...client, clientSecret: '***' })),
    })),
  };
}

/** Those that differ from their profile. */
function changedLimits({ limits, limitProfile }: Options): Readonly<Record<string, string>> {
  return Object.fromEntries(
    shownLimits(limits)
      .filter(({ value, ...profiles }) => value !== profiles[limitProfile])
      .map(({ name, value }) => [name, value]),
  );
}

/** Those that differ from their default. */
function changedChoices({ choices, mode }: Options): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries<ChoiceSpec>(CHOICES).flatMap(([name, spec]) => {
      const value = choices[name as keyof typeof choices];
      return value === defaultOf(spec, mode) ? [] : [[name, value]];
    }),
  );
}

function unlessEmpty(pairs: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  return Object.keys(pairs).length === 0 ? undefined : pairs;
}

/** Every limit as it holds, beside the figures of both profiles, as they are written in an option. */
export function shownLimits(limits: Options['limits']) {
  return Object.entries<LimitSpec>(LIMITS).map(([name, spec]) => ({
    name,
    value: limitText(spec, limits[name as keyof typeof limits]),
    zuora: limitText(spec, spec.zuora),
    relaxed: limitText(spec, spec.relaxed),
    meaning: spec.meaning,
    source: spec.source,
  }));
}

/** Every choice as it holds. */
export function shownChoices({ choices, mode }: Pick<Options, 'choices' | 'mode'>) {
  return Object.entries<ChoiceSpec>(CHOICES).map(([name, spec]) => ({
    name,
    value: choices[name as keyof typeof choices],
    default: defaultOf(spec, mode),
    allowed: spec.allowed,
    meaning: spec.meaning,
    source: spec.source,
  }));
}
