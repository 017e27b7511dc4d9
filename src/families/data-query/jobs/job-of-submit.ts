import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Choices } from '../../../config/choices.ts';
import type { LimitName, Limits } from '../../../config/limits.ts';
import type { JobLimits, SubmitJob, UnitOutput } from '../../../jobs/job.ts';
import { type JobLimitNames, limitsNamed } from '../../../platform/limits/job-limits.ts';
import type { Caller } from '../../../platform/sign-in/caller.ts';
import type { DeletedRows } from '../../../sql/scope.ts';
import { outputStyle } from './output-style.ts';

/** Of every job here, whatever façade it came through. */
export const FAMILY = 'data-query';
/** Users need it for these jobs, whatever the door. */
export const PERMISSION = 'query';

/** A submit as understood by any façade. */
export interface DataQueryRequest {
  readonly query: string;
  readonly outputFormat: 'JSON' | 'CSV' | 'TSV' | 'DSV';
  readonly compression: 'NONE' | 'GZIP' | 'ZIP';
  /** Only with DSV. */
  readonly columnSeparator?: string;
  /** Base64 of an RSA public key that is fit to encrypt with. */
  readonly encryptionKey?: string;
  readonly deleted: DeletedRows;
  readonly sourceData: 'LIVE' | 'WAREHOUSE';
  readonly useIndexJoin: boolean;
  /** As the request had it, where it had one, of use or not: a query run says it again. */
  readonly givenSeparator?: string;
}

export interface SubmitRules {
  readonly choices: Choices;
  readonly limits: Limits;
}

/** In WAREHOUSE results time stamps are in this zone, whatever the tenant's (data-query-and-query-runs.md §4.4). */
const WAREHOUSE_ZONE = 'America/Los_Angeles';

const FORMATS = { JSON: 'jsonl', CSV: 'csv', TSV: 'tsv', DSV: 'dsv' } as const;
const COMPRESSIONS = {
  NONE: { compression: 'none', suffix: '' },
  GZIP: { compression: 'gzip', suffix: '.gz' },
  ZIP: { compression: 'zip', suffix: '.zip' },
} as const;

/** What a job keeps of the request that brought it. */
export type Submitting = Pick<FastifyRequest, 'id' | 'trackId'>;

/** The core's job for a submit. */
export function jobOfSubmit(
  request: DataQueryRequest,
  caller: Caller,
  { limits, choices }: SubmitRules,
  { id: requestId, trackId }: Submitting,
): SubmitJob {
  const warehouse = request.sourceData === 'WAREHOUSE';
  const { tenant, user } = caller;
  return {
    family: FAMILY,
    tenant: tenant.name,
    lane: request.sourceData,
    principal: { userId: user.id, name: user.name },
    // WAREHOUSE knows no filter by org (§4.7).
    scope: warehouse ? { ...caller.scope, orgs: tenant.orgs } : caller.scope,
    zone: warehouse ? WAREHOUSE_ZONE : tenant.zone,
    ...(trackId !== null && { trackId }),
    requestId,
    retries: limits['dataQuery.maxRetries'],
    request: keptOf(request),
    units: [
      {
        name: FAMILY,
        query: {
          language: 'trino-sql',
          text: request.query,
          deleted: request.deleted,
        },
        output: outputOf(request, choices),
      },
    ],
    limits: limitsNamed(limitNames(warehouse ? 'warehouse' : 'live'), limits),
  };
}

/** What of a request the replies show again and the core's own fields do not hold. */
export interface KeptRequest {
  readonly sourceData: string;
  readonly useIndexJoin: boolean;
  readonly givenSeparator?: string;
}

function keptOf({ sourceData, useIndexJoin, givenSeparator }: DataQueryRequest): KeptRequest {
  return { sourceData, useIndexJoin, ...(givenSeparator !== undefined && { givenSeparator }) };
}

function outputOf(
  { outputFormat, compression, columnSeparator, encryptionKey }: DataQueryRequest,
  choices: Choices,
): UnitOutput {
  const format = FORMATS[outputFormat];
  const style = outputStyle(format, choices);
  const { compression: packed, suffix } = COMPRESSIONS[compression];
  return {
    format,
    ...(columnSeparator !== undefined && { separator: columnSeparator }),
    ...(Object.keys(style).length > 0 && { style }),
    compression: packed,
    ...(encryptionKey !== undefined && { encryption: { kind: 'rsa-blocks', key: encryptionKey } }),
    fileName: `{job}_${sixteenDigits()}.${format}${suffix}`,
  };
}

function sixteenDigits(): string {
  const least = 10n ** 15n;
  return String(least + (randomBytes(8).readBigUInt64BE() % (9n * least)));
}

/** The limits of a lane by name. */
const limitNames = (lane: 'live' | 'warehouse'): JobLimitNames => ({
  maxQueued: `dataQuery.${lane}.maxQueued`,
  maxRunning: `dataQuery.${lane}.maxRunning`,
  attemptMs: 'dataQuery.attemptTime',
  inputRowsPerTable: `dataQuery.${lane}.maxInputRows`,
  outputRows: `dataQuery.${lane}.maxOutputRows`,
  memoryBytes: 'dataQuery.memory',
  lifeMs: 'dataQuery.fileLife',
});

export function limitName({ lane }: Pick<SubmitJob, 'lane'>, limit: keyof JobLimits): LimitName | undefined {
  return limitNames(lane === 'WAREHOUSE' ? 'warehouse' : 'live')[limit];
}
