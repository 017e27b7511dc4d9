import type { FastifyRequest } from 'fastify';
import type { LimitName, Limits } from '../../config/limits.ts';
import type { JobLimits, SubmitJob } from '../../jobs/job.ts';
import { type JobLimitNames, limitsNamed } from '../../platform/limits/job-limits.ts';
import type { Caller } from '../../platform/sign-in/caller.ts';
import type { RowAction, RowFault, RowLoad, RowReport } from '../../ports/row-load.ts';
import { findField } from '../../tenant/catalogue/catalogue.ts';
import type { BulkRequest } from './create-body.ts';
import { bulkRefusal } from './errors.ts';
import { FAMILY, type FileType, type JobType } from './names.ts';
import { OBJECT_RULES } from './object-rules.ts';

/** After an attempt that a passing fault ended: the next one goes on where it stood, so that it costs little. */
const RETRIES = 3;

const ACTIONS: Readonly<Record<JobType, RowAction>> = {
  Import: 'import',
  Update: 'update',
  Delete: 'delete',
  Cancel: 'cancel',
};

/**
 * Codes of row errors: eight digits, the category as for a request (bulk-data.md §5.3, platform.md §4.2). The product
 * documents no more than that they are of this form.
 */
const ROW_CODES: Readonly<Record<RowFault, string>> = {
  shape: '50000090',
  empty: '50000022',
  type: '50000020',
  option: '50000020',
  length: '50000020',
  reference: '50000040',
  taken: '50000030',
  'unknown-id': '50000040',
};

/** Keys of a JSON Lines file are written as the product writes those of JSON. */
const LABELS: Readonly<Record<FileType, Pick<RowReport, 'id' | 'code' | 'message'>>> = {
  csv: { id: 'Id', code: 'ErrorCode', message: 'ErrorMessage' },
  jsonl: { id: 'id', code: 'errorCode', message: 'errorMessage' },
};

/** What of a create the replies show again and the core's own fields do not hold. */
export type KeptRequest = Pick<
  BulkRequest,
  | 'name'
  | 'description'
  | 'objectType'
  | 'jobType'
  | 'fileType'
  | 'delimiter'
  | 'isCustomObject'
  | 'namespace'
> & { readonly mappings?: readonly { readonly source: string; readonly target: string }[] };

/** The core's job for a create. @throws Refusal for a caller to whom no row could belong */
export function jobOfCreate(
  request: BulkRequest,
  caller: Caller,
  limits: Limits,
  { id: requestId, trackId }: Pick<FastifyRequest, 'id' | 'trackId'>,
): SubmitJob {
  const { tenant, user, scope } = caller;
  const { fileType, delimiter } = request;
  const load = loadOf(request, caller);
  return {
    family: FAMILY,
    tenant: tenant.name,
    lane: FAMILY,
    principal: { userId: user.id, name: user.name },
    scope,
    zone: tenant.zone,
    ...(trackId !== null && { trackId }),
    requestId,
    retries: RETRIES,
    request: keptOf(request),
    units: [
      {
        name: request.name,
        load,
        output: {
          format: fileType,
          ...(fileType === 'csv' && { separator: delimiter }),
          compression: 'none',
          fileName: load.report.fileNames.succeeded,
        },
      },
    ],
    limits: limitsNamed(LIMIT_NAMES, limits),
  };
}

function loadOf(request: BulkRequest, { scope, user }: Caller): RowLoad {
  const { object, jobType, fileType, delimiter, headers, rowIdHeader, mappings } = request;
  const { entities, orgs } = scope;
  const [[entity], [org]] = [entities, orgs];
  if (entity === undefined || org === undefined)
    throw bulkRefusal('badValue', { fault: 'You see no entity or org that a record could belong to' });
  const { required = [], unique = [], defaults = {}, cancels = {} } = OBJECT_RULES[object.name] ?? {};
  const has = (field: string): boolean => findField(object, field) !== undefined;
  return {
    action: ACTIONS[jobType],
    object: object.name,
    file: { format: fileType, delimiter, ...(headers !== undefined && { headers }) },
    ...(mappings !== undefined && {
      mappings: mappings.map(({ source, field }) => ({ column: source, field })),
    }),
    ...(rowIdHeader !== undefined && { idColumn: rowIdHeader }),
    required: required.map((fields) => fields.filter(has)),
    unique: unique.filter(has),
    defaults,
    cancels,
    entity,
    org,
    visible: { entities, orgs },
    userId: user.id,
    report: {
      fileNames: {
        source: '{job}',
        succeeded: `{job}.success_rows.${fileType}`,
        failed: `{job}.error_rows.${fileType}`,
      },
      ...LABELS[fileType],
      codes: ROW_CODES,
    },
  };
}

function keptOf(request: BulkRequest): KeptRequest {
  const { object: _, headers: __, rowIdHeader: ___, mappings, ...kept } = request;
  return {
    ...kept,
    ...(mappings !== undefined && {
      mappings: mappings.map(({ source, target }) => ({ source, target })),
    }),
  };
}

/** By what names `--limit` changes what holds for a job. */
const LIMIT_NAMES: JobLimitNames = {
  maxReady: 'bulk.maxRunning',
  openLifeMs: 'bulk.openLife',
  lifeMs: 'bulk.fileLife',
};

export function limitName(_job: unknown, limit: keyof JobLimits): LimitName | undefined {
  return LIMIT_NAMES[limit];
}
