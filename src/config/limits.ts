import { badValue, ConfigError } from './config-error.ts';
import {
  DURATION_FORM,
  durationText,
  parseCount,
  parseDuration,
  parseSize,
  SIZE_FORM,
  sizeText,
} from './quantities.ts';
import { didYouMean } from './suggestion.ts';

export type LimitProfile = 'relaxed' | 'zuora';

export interface LimitSpec {
  readonly unit: 'count' | 'time' | 'size';
  readonly zuora: number | undefined;
  readonly relaxed: number | undefined;
  /** Smallest and largest figure that works. */
  readonly least?: number;
  readonly most?: number;
  /** Whether `none` may be given. */
  readonly optional: boolean;
  readonly meaning: string;
  readonly source: string;
}

const MINUTE = 60_000;
const H = 60 * MINUTE;
const D = 24 * H;
const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const HELD = 'data-query-and-query-runs.md §4.9';
const AQUA = 'aqua.md §6';
const BULK = 'bulk-data.md §6';

function limit(
  unit: LimitSpec['unit'],
  zuora: number | undefined,
  relaxed: number | undefined,
  meaning: string,
  source: string,
): LimitSpec & { readonly optional: true } {
  return { unit, zuora, relaxed, optional: true, meaning, source };
}

/** One of the platform that only `zuora` has; headers tell its figure in either profile. */
function rate(figure: number, meaning: string): LimitSpec & { readonly optional: true } {
  return { ...limit('count', figure, undefined, meaning, 'platform.md §7'), least: 1 };
}

/** One that has to have a figure. */
function always(
  unit: LimitSpec['unit'],
  figure: number,
  meaning: string,
  source: string,
): LimitSpec & { readonly optional: false } {
  return { unit, zuora: figure, relaxed: figure, optional: false, meaning, source };
}

/** Limits by name (operating.md §9) with the figures of both profiles; `undefined` is none. Times in ms, sizes in bytes. */
export const LIMITS = {
  'queryRuns.maxWaiting': limit(
    'count',
    1000,
    1000,
    'requests of a tenant with async: true that wait to be carried out',
    'data-query-and-query-runs.md §3.6; ours',
  ),
  'queryRuns.outcomeLife': always(
    'time',
    30 * D,
    'outcomes of requests with async: true are kept',
    'data-query-and-query-runs.md §3.6; ours, as jobs',
  ),
  'aqua.maxConcurrentStateless': limit(
    'count',
    50,
    50,
    'stateless AQuA jobs of a tenant that wait or run',
    AQUA,
  ),
  'aqua.maxConcurrentStateful': limit(
    'count',
    50,
    50,
    'stateful AQuA jobs of a tenant that wait or run',
    AQUA,
  ),
  'aqua.maxQueries': limit('count', 50, 50, 'queries of an AQuA job', AQUA),
  'aqua.maxQueryLength': limit('count', 20_000, 20_000, 'characters of a query in Export ZOQL', AQUA),
  'aqua.maxConditions': limit('count', 200, 200, 'conditions of a query in ZOQL', AQUA),
  'aqua.maxGroupFields': limit('count', 5, 5, 'fields that a query groups by', AQUA),
  'aqua.queryTime': limit('time', 3 * H, 3 * H, 'one query of an AQuA job', AQUA),
  'aqua.fileLife': limit('time', 3 * D, 3 * D, 'result files are kept after the end of their job', AQUA),
  'aqua.jobLife': limit('time', 180 * D, 180 * D, 'jobs are kept after their submission', AQUA),
  'aqua.sessionLife': limit('time', 180 * D, 180 * D, 'a session goes on after its last completed job', AQUA),
  'aqua.deletedLife': limit('time', 30 * D, 30 * D, 'deleted rows are shown after their deletion', AQUA),
  'aqua.maxFileBytes': limit('size', 2047 * MIB, undefined, 'result file that can be downloaded', AQUA),
  'aqua.rowsPerSegment': {
    ...always('count', 500_000, 'rows of a segment, with --file-segmentation', `${AQUA}, §4.6`),
    least: 1,
  },
  'dataQuery.live.maxRunning': limit('count', 5, 5, 'live data queries of a tenant that run at once', HELD),
  'dataQuery.live.maxQueued': limit('count', 10, 1000, 'live data queries of a tenant that may wait', HELD),
  'dataQuery.live.maxInputRows': limit(
    'count',
    10_000_000,
    undefined,
    'rows a live data query may read of one table',
    HELD,
  ),
  'dataQuery.live.maxOutputRows': limit('count', 500_000, undefined, 'rows a live data query may give', HELD),
  'dataQuery.warehouse.maxRunning': limit(
    'count',
    15,
    15,
    'warehouse queries of a tenant that run at once',
    HELD,
  ),
  'dataQuery.warehouse.maxQueued': limit(
    'count',
    30,
    1000,
    'warehouse queries of a tenant that may wait',
    HELD,
  ),
  'dataQuery.warehouse.maxInputRows': limit(
    'count',
    undefined,
    undefined,
    'rows a warehouse query may read of one table',
    HELD,
  ),
  'dataQuery.warehouse.maxOutputRows': limit(
    'count',
    50_000_000,
    undefined,
    'rows a warehouse query may give',
    HELD,
  ),
  'dataQuery.attemptTime': limit('time', H, H, 'one attempt of a data query', HELD),
  'dataQuery.maxRetries': always(
    'count',
    3,
    'retries after the first attempt',
    'data-query-and-query-runs.md §2.3',
  ),
  'dataQuery.memory': limit(
    'size',
    2 * GIB,
    undefined,
    'memory of one data query; on DuckDB only its error text follows it (--engine-memory holds)',
    HELD,
  ),
  'dataQuery.maxQueryLength': limit('count', 1_000_000, 1_000_000, 'characters of a query', HELD),
  'dataQuery.fileLife': limit(
    'time',
    30 * D,
    30 * D,
    'jobs and their files are kept',
    'data-query-and-query-runs.md §2.6',
  ),
  'dataQuery.linkLife': {
    ...always('time', 4 * H, 'a signed link works, at most 7d as at S3', 'data-query-and-query-runs.md §2.6'),
    least: 1000,
    most: 7 * D,
  },
  'bulk.maxRunning': limit(
    'count',
    5,
    5,
    'bulk jobs of a tenant that are submitted or in progress',
    'bulk-data.md §2.4',
  ),
  'bulk.maxFileBytes': {
    ...always('size', 300 * MIB, 'file of a bulk job, at most 5GiB as at S3', BULK),
    most: 5 * GIB,
  },
  'bulk.uploadTime': {
    ...always('time', 10 * MINUTE, 'an upload address works, and an upload may take', BULK),
    least: 1000,
    most: 7 * D,
  },
  'bulk.linkLife': {
    ...always('time', H, 'a link to a file of a bulk job works, at most 7d as at S3', BULK),
    least: 1000,
    most: 7 * D,
  },
  'bulk.fileLife': limit(
    'time',
    365 * D,
    365 * D,
    'bulk jobs and their files are kept after their end',
    BULK,
  ),
  'bulk.openLife': limit(
    'time',
    7 * D,
    7 * D,
    'bulk jobs that are never submitted are kept',
    'bulk-data.md §3',
  ),
  'platform.requestsPerMinute': rate(50_000, 'requests of a tenant in a minute; refused ones count too'),
  'platform.requestsPerHour': rate(2_250_000, 'requests of a tenant in an hour'),
  'platform.requestsPerDay': rate(27_000_000, 'requests of a tenant in a day'),
  'platform.concurrentRequests': rate(
    40,
    'requests of a tenant at once, of an entity where it has several; 5 times as many high-volume transactions, twice as many object queries',
  ),
  'platform.tokensPerMinutePerAddress': rate(100, 'requests for a token in a minute from one address'),
  'platform.tokenLife': {
    ...always('time', H, 'a bearer token works', 'platform.md §2.1'),
    least: 1000,
  },
  'platform.idempotencyLife': {
    ...always('time', 24 * H, 'a reply is kept under its Idempotency-Key', 'platform.md §6'),
    least: 1000,
  },
  'platform.maxUnpackedBytes': always('size', 50 * MIB, 'request body, after unpacking', 'platform.md §1'),
} as const satisfies Readonly<Record<string, LimitSpec>>;

export type LimitName = keyof typeof LIMITS;

/** What holds on this server: times in ms, sizes in bytes, `undefined` where there is no limit. */
export type Limits = { readonly [N in LimitName]: number | Absent<N> };
type Absent<N extends LimitName> = (typeof LIMITS)[N]['optional'] extends false ? never : undefined;

/**
 * The figures of a profile with single ones replaced.
 * @param given name → value as written (`3h`, `2GiB`, `10`, `none`)
 * @throws ConfigError for an unknown name or a value that does not fit it
 */
export function resolveLimits(
  profile: LimitProfile,
  given: Readonly<Record<string, unknown>>,
  where: string,
): Limits {
  const limits: Record<string, number | undefined> = {};
  for (const [name, spec] of Object.entries<LimitSpec>(LIMITS)) limits[name] = spec[profile];
  for (const [name, value] of Object.entries(given)) {
    if (!isLimitName(name))
      throw new ConfigError(
        `${where}: unknown limit "${name}"${didYouMean(name, Object.keys(LIMITS))}; known are ${Object.keys(LIMITS).join(', ')}`,
      );
    limits[name] = parseLimit(LIMITS[name], value, `${where} ${name}`);
  }
  return limits as Limits;
}

/** As it is written in an option: `3h`, `2GiB`, `10`, `none`. */
export function limitText({ unit }: Pick<LimitSpec, 'unit'>, value: number | undefined): string {
  if (value === undefined) return 'none';
  return { count: String, time: durationText, size: sizeText }[unit](value);
}

function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(LIMITS, name);
}

function parseLimit(spec: LimitSpec, value: unknown, where: string): number | undefined {
  const form = { count: 'a whole number', time: DURATION_FORM, size: SIZE_FORM }[spec.unit];
  const allowed = spec.optional ? `${form}, or none` : form;
  if (spec.optional && value === 'none') return undefined;
  const parse = { count: parseCount, time: parseDuration, size: parseSize }[spec.unit];
  const parsed = typeof value === 'string' || typeof value === 'number' ? parse(value) : undefined;
  if (parsed === undefined) throw badValue(where, value, allowed);
  if (parsed < (spec.least ?? 0) || parsed > (spec.most ?? Number.MAX_SAFE_INTEGER))
    throw badValue(where, value, `${form}, from ${spec.least ?? 0} to ${spec.most ?? 'any'} (ms or bytes)`);
  return parsed;
}
