import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import {
  type ApiOperation,
  type ApiPart,
  type ApiPath,
  inPath,
  inQuery,
  json,
  schemaRef,
} from '../../platform/openapi/api-part.ts';
import { EXAMPLE_BULK, EXAMPLE_JOB } from '../../platform/openapi/example-ids.ts';
import { PATH, UPLOAD_BUCKET } from './names.ts';
import { fault } from './openapi-errors.ts';
import { bulkMetadataPaths } from './openapi-metadata.ts';
import { bulkSchemas } from './openapi-schemas.ts';
import { STATUSES } from './status.ts';

const USER = '0a8f6c1e-55b1-4b9f-9d7d-6a3f0e1c2b44';
const ERROR = schemaRef('GatewayError');
const CREATE = { name: 'May accounts', objectType: 'account', jobType: 'Import', fileType: 'csv' } as const;

const CREATED = {
  id: EXAMPLE_BULK.created,
  uploadRequest: {
    uri: `http://127.0.0.1:8484/${UPLOAD_BUCKET}`,
    fields: {
      key: EXAMPLE_BULK.created,
      bucket: UPLOAD_BUCKET,
      'x-amz-algorithm': 'AWS4-HMAC-SHA256',
      'x-amz-credential': 'SLUICE0A1B2C3D4E5F60/20261125/us-west-2/s3/aws4_request',
      'x-amz-date': '20261125T101112Z',
      'x-amz-security-token': 'local',
      'x-amz-signature': '9f2c4b1a6d0e8f735142c3b4a5968778695a4b3c2d1e0f11223344556677889a',
      Policy: 'eyJleHBpcmF0aW9uIjoi…',
    },
  },
  uploadUrl: `http://127.0.0.1:8484/${UPLOAD_BUCKET}/${EXAMPLE_BULK.created}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=…&X-Amz-Date=20261125T101112Z&X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Signature=…`,
  status: 'Created',
  jobType: 'Import',
} as const;

const SUMMARY = {
  id: EXAMPLE_BULK.completed,
  name: 'May accounts',
  createdAt: '2026-11-25T10:11:12Z',
  createdBy: USER,
  submittedAt: '2026-11-25T10:11:13Z',
  submittedBy: USER,
  status: 'Completed',
  rowCount: 2,
  rowsSucceeded: 1,
  rowsFailed: 1,
  lastUpdatedAt: '2026-11-25T10:11:14Z',
  objectType: 'account',
  jobType: 'Import',
  isCustomObject: false,
  customObjectNamespace: 'default',
  dataSourceType: 'UserUpload',
  systemType: 'BILLING',
  fileType: 'csv',
} as const;

const link = (name: string) =>
  `http://127.0.0.1:8484/results/${name}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=…&X-Amz-Date=20261125T101115Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=…`;

const DOWNLOADS = {
  jobId: EXAMPLE_BULK.completed,
  status: 'Completed',
  sourceFile: link(EXAMPLE_BULK.completed),
  errorRowsFile: link(`${EXAMPLE_BULK.completed}.error_rows.csv`),
  successRowsFile: link(`${EXAMPLE_BULK.completed}.success_rows.csv`),
  delimiter: ',',
} as const;

const NOT_FOUND: V3.ResponseObject = {
  description: 'No such job in this tenant, or no longer.',
  content: json(ERROR, { unknown: fault(50000040, `Job ${EXAMPLE_JOB.unknown} not found`) }),
};

/** @param names of the examples beside `unknown` */
function jobId(...names: readonly (keyof typeof EXAMPLE_BULK)[]): V3.ParameterObject {
  const examples = Object.fromEntries(names.map((name) => [name, EXAMPLE_BULK[name]]));
  return inPath('id', 'Id of the job', { ...examples, unknown: EXAMPLE_JOB.unknown });
}

function completedCannot(what: string): V3.ResponseObject {
  return {
    description: 'Its state does not allow it; nothing was changed.',
    content: json(ERROR, {
      completed: fault(50000030, `Job ${EXAMPLE_BULK.completed} is Completed and cannot be ${what}`),
    }),
  };
}

const PATHS: Readonly<Record<string, ApiPath>> = {
  [PATH]: {
    post: {
      operationId: 'createBulkJob',
      summary: 'Creates a job that waits for its file',
      description: 'The answer says where the file goes: as a form, or as bare bytes.',
      requestBody: {
        required: true,
        content: json(schemaRef('BulkCreate'), {
          account: CREATE,
          faults: { name: 'May accounts', fileType: 'xlsx' },
        }),
      },
      responses: {
        200: { description: 'The job.', content: json(schemaRef('BulkCreated'), { account: CREATED }) },
        400: {
          description: 'Fields are missing or wrong, a reason for each; or there is nothing to load so.',
          content: json(ERROR, {
            faults: {
              ...fault(50000022),
              reasons: [
                { code: 50000022, message: "'objectType' is missing" },
                { code: 50000020, message: "'fileType' must be one of csv, jsonl" },
              ],
            },
          }),
        },
      },
    },
  },
  [`${PATH}/summaries`]: {
    get: {
      operationId: 'getBulkJobSummaries',
      summary: 'Jobs of the tenant, newest first',
      parameters: [
        inQuery(
          'limit',
          'How many; above 100 it is 100',
          { type: 'integer', minimum: 1, default: 25 },
          { completed: 1 },
        ),
        inQuery('cursor', '`nextPageCursor` of the page before', { type: 'string' }, { badCursor: 'none' }),
        inQuery(
          'status',
          'Only jobs of this status',
          { enum: [...STATUSES] },
          { completed: 'Completed', none: 'Downloading' },
        ),
      ],
      responses: {
        200: {
          description: 'The jobs.',
          content: json(schemaRef('BulkSummaries'), { completed: { data: [SUMMARY] } }),
        },
        400: {
          description: 'A parameter is not one of those allowed.',
          content: json(ERROR, {
            badCursor: fault(50000027, "'cursor' must be the nextPageCursor of a page before"),
          }),
        },
        404: {
          description: 'There is none.',
          content: json(ERROR, { none: fault(50000040, 'No bulk job found') }),
        },
      },
    },
  },
  [`${PATH}/{id}/summary`]: {
    get: {
      operationId: 'getBulkJobSummary',
      summary: 'One job, with its counts as they are now',
      parameters: [jobId('completed')],
      responses: {
        200: { description: 'The job.', content: json(schemaRef('BulkSummary'), { completed: SUMMARY }) },
        404: NOT_FOUND,
      },
    },
  },
  [`${PATH}/{id}/submissions`]: {
    post: {
      operationId: 'submitBulkJob',
      summary: 'Submits a job whose file has been uploaded',
      parameters: [jobId('created', 'completed')],
      responses: {
        200: {
          description: 'It is submitted.',
          content: json(schemaRef('BulkCreated'), {
            created: { id: EXAMPLE_BULK.created, status: 'Submitted', jobType: 'Import' },
          }),
        },
        400: completedCannot('submitted'),
        404: NOT_FOUND,
        429: { description: 'As many are submitted or in progress as may be at once.', content: json(ERROR) },
      },
    },
  },
  [`${PATH}/{id}/downloads`]: {
    get: {
      operationId: 'getDownloadLinksForJob',
      summary: 'Links to the files of a job that has ended',
      parameters: [jobId('completed', 'created')],
      responses: {
        200: {
          description: 'The links.',
          content: json(schemaRef('BulkDownloads'), { completed: DOWNLOADS }),
        },
        404: {
          ...NOT_FOUND,
          description: 'No such job in this tenant, or it has not ended.',
          content: json(ERROR, {
            unknown: fault(50000040, `Job ${EXAMPLE_JOB.unknown} not found`),
            created: fault(50000040, `Job ${EXAMPLE_BULK.created} is Created: it has no result files`),
          }),
        },
      },
    },
  },
  [`${PATH}/{id}/mappings`]: {
    get: {
      operationId: 'getMappingsForJob',
      summary: 'Which column fills which field',
      parameters: [jobId('completed')],
      responses: {
        200: {
          description: 'As created; else by name, once the header was read.',
          content: json(schemaRef('BulkMappings'), {
            completed: {
              mappings: [
                { field: 'Name', column: 'Name' },
                { field: 'Currency', column: 'Currency' },
                { field: 'BillCycleDay', column: 'BillCycleDay' },
              ],
            },
          }),
        },
        404: NOT_FOUND,
      },
    },
  },
  [`${PATH}/{id}/cancellations`]: {
    post: {
      operationId: 'cancelBulkJob',
      summary: 'Cancels a job before it is in progress: no row has been written',
      parameters: [jobId('created', 'completed')],
      responses: {
        200: {
          description: 'It is cancelled.',
          content: json(schemaRef('BulkStopped'), {
            created: { id: EXAMPLE_BULK.created, status: 'Cancelled' },
          }),
        },
        400: completedCannot('cancelled'),
        404: NOT_FOUND,
      },
    },
  },
  [`${PATH}/{id}/aborts`]: {
    post: {
      operationId: 'deleteAbortJob',
      summary: 'Aborts a job that is in progress',
      description:
        'Once the answer says `Aborted`, no row is written any more; what was written stays. `Aborting`: it takes longer than 2 s.',
      parameters: [jobId('running', 'completed')],
      responses: {
        200: {
          description: 'It is aborted, or being so.',
          content: json(schemaRef('BulkStopped'), {
            running: { id: EXAMPLE_BULK.running, status: 'Aborted' },
          }),
        },
        400: completedCannot('aborted'),
        404: NOT_FOUND,
      },
    },
  },
};

/** Bulk data on the wire (bulk-data.md). @param keyed whether its POSTs take an `Idempotency-Key` */
export function bulkPart(keyed: boolean): ApiPart {
  const paths = { ...PATHS, ...bulkMetadataPaths };
  return {
    tag: { name: 'bulk-data', description: 'Bulk data: records of a file into an object' },
    errorSchema: 'GatewayError',
    schemas: bulkSchemas,
    paths: keyed ? paths : mapped(paths),
  };
}

function mapped(paths: ApiPart['paths']): ApiPart['paths'] {
  const unkeyed = (operation: ApiOperation): ApiOperation => ({ ...operation, keyed: false });
  return Object.fromEntries(
    Object.entries(paths).map(([path, { post, ...others }]) => [
      path,
      { ...others, ...(post !== undefined && { post: unkeyed(post) }) },
    ]),
  );
}
