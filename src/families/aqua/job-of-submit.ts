import type { FastifyRequest } from 'fastify';
import type { LimitName, Limits } from '../../config/limits.ts';
import type { JobLimits, JobSession, SubmitJob, UnitOutput } from '../../jobs/job.ts';
import { type JobLimitNames, limitsNamed } from '../../platform/limits/job-limits.ts';
import type { Caller } from '../../platform/sign-in/caller.ts';
import type { CheckedSubmit } from './check-submit.ts';
import { csvName } from './file-name.ts';
import { type CheckedQuery, keptOf } from './kept-request.ts';
import { outputStyle } from './output-style.ts';
import { identityOf, type Mode, sessionKey } from './session.ts';
import { type SubmitRules, sourceQuery } from './source-query.ts';
import { FAMILY } from './visible-jobs.ts';
import { whenGiven } from './when-given.ts';

/** Faults that may pass are tried again, as for data queries; nothing is published of AQuA's own. */
const RETRIES = 3;

const COMPRESSIONS = { csv: 'none', zip: 'zip', gzip: 'gzip' } as const;

/** What a job keeps of the request that brought it. */
export type Submitting = Pick<FastifyRequest, 'id' | 'trackId'>;

/** The core's job for a submit that passed its checks: one unit a query. */
export function jobOfSubmit(
  checked: CheckedSubmit,
  caller: Caller,
  rules: SubmitRules,
  { id: requestId, trackId }: Submitting,
): SubmitJob {
  const { request, mode, queries } = checked;
  const { tenant, user } = caller;
  const session = sessionOf(checked, rules.limits);
  return {
    family: FAMILY,
    tenant: tenant.name,
    lane: mode,
    principal: { userId: user.id, name: user.name },
    scope: caller.scope,
    zone: tenant.zone,
    ...(trackId !== null && { trackId }),
    requestId,
    retries: RETRIES,
    ...(session !== undefined && { session }),
    request: keptOf(request, queries),
    units: queries.map((one, index) => ({
      name: one.query.name ?? `query ${index + 1}`,
      query: sourceQuery(one.query, request, mode, rules),
      output: outputOf(one, checked, rules, tenant.pgpPublicKey),
      ...(session !== undefined && { identity: identityOf(one.query, index, caller.scope) }),
    })),
    ...(request.notifyUrl !== undefined && { announces: ['completed', 'failed'] as const }),
    limits: limitsNamed(limitNames(mode), rules.limits),
  };
}

/** A run from a given time leaves the place of its session as it was (aqua.md §4.3). */
function sessionOf({ request, mode, since }: CheckedSubmit, limits: Limits): JobSession | undefined {
  const { partner, project, offset } = request;
  if (mode === 'stateless' || partner === undefined || project === undefined) return undefined;
  return {
    key: sessionKey(partner, project),
    advances: since === undefined,
    ...(since !== undefined && { since }),
    offsetMs: offset * 1000,
    ...whenGiven('lifeMs', limits['aqua.sessionLife']),
  };
}

function outputOf(
  { query, batchId, divisible }: CheckedQuery,
  { request, mode }: CheckedSubmit,
  { limits, choices, segmentation }: SubmitRules,
  pgpKey: string | undefined,
): UnitOutput {
  const key = request.encrypted === 'pgp' ? pgpKey : undefined;
  const segmented = segmentation && mode === 'stateful' && divisible;
  return {
    format: 'csv',
    style: outputStyle(request, choices),
    compression: COMPRESSIONS[request.format],
    fileName: '{file}',
    entryName: csvName(query.name, batchId),
    ...(key !== undefined && { encryption: { kind: 'pgp', key } }),
    ...(segmented && { segmentRows: limits['aqua.rowsPerSegment'] }),
  };
}

/** The limits of a mode by name. */
const limitNames = (mode: Mode): JobLimitNames => ({
  maxOpen: mode === 'stateful' ? 'aqua.maxConcurrentStateful' : 'aqua.maxConcurrentStateless',
  unitMs: 'aqua.queryTime',
  lifeFromSubmitMs: 'aqua.jobLife',
  fileLifeMs: 'aqua.fileLife',
});

export function limitName({ lane }: Pick<SubmitJob, 'lane'>, limit: keyof JobLimits): LimitName | undefined {
  return limitNames(lane === 'stateful' ? 'stateful' : 'stateless')[limit];
}
