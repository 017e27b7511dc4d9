import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { type ApiPart, inPath, inQuery, json, schemaRef } from '../../platform/openapi/api-part.ts';
import { EXAMPLE_JOB, EXAMPLE_QUERY, EXAMPLE_USER } from '../../platform/openapi/example-ids.ts';
import { JOB_ERRORS } from './errors.ts';

const STATUSES = ['accepted', 'in_progress', 'completed', 'failed', 'cancelled'];

const ANSWERED_JOB = {
  id: EXAMPLE_JOB.completed,
  query: EXAMPLE_QUERY.completed,
  useIndexJoin: false,
  sourceData: 'LIVE',
} as const;

const SUBMITTED_AT = {
  remainingRetries: 3,
  retries: 3,
  updatedOn: '2026-11-25T10:11:12.345Z',
  createdOn: '2026-11-25T10:11:12.345Z',
  createdBy: EXAMPLE_USER.id,
  createdByUserEmail: EXAMPLE_USER.name,
} as const;

const COMPLETED = {
  ...ANSWERED_JOB,
  queryStatus: 'completed',
  dataFile: `http://127.0.0.1:8484/results/${EXAMPLE_JOB.completed}_2779514650704989.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=…&X-Amz-Date=20261125T101113Z&X-Amz-Expires=14400&X-Amz-SignedHeaders=host&X-Amz-Signature=…`,
  outputRows: 2,
  processingTime: 41,
  ...SUBMITTED_AT,
  updatedOn: '2026-11-25T10:11:12.386Z',
} as const;

const FAILED = {
  id: EXAMPLE_JOB.failed,
  query: EXAMPLE_QUERY.failed,
  useIndexJoin: false,
  sourceData: 'LIVE',
  queryStatus: 'failed',
  errorMessage: "line 1:8: Column 'nope' cannot be resolved",
  errorCode: JOB_ERRORS.user.code,
  ...SUBMITTED_AT,
  updatedOn: '2026-11-25T10:11:12.371Z',
} as const;

const CANCELLED = {
  createdBy: EXAMPLE_USER.id,
  id: EXAMPLE_JOB.running,
  query: EXAMPLE_QUERY.running,
  queryStatus: 'cancelled',
  remainingRetries: 3,
  sourceData: 'LIVE',
  updatedOn: '2026-11-25T10:11:20.002Z',
  useIndexJoin: false,
} as const;

const notFound = { code: 404, message: `Query job ${EXAMPLE_JOB.unknown} not found` } as const;
const foreign = {
  code: 403,
  message: `You do not have access to query job ${EXAMPLE_JOB.completed}`,
} as const;

const ERROR = schemaRef('DataQueryError');
const TIME: V3.SchemaObject = { type: 'string', format: 'date-time' };

/** What a submit, a read and a cancel all show. */
const COMMON_FIELDS: Record<string, V3.SchemaObject> = {
  id: { type: 'string', format: 'uuid' },
  query: { type: 'string', description: 'As submitted' },
  useIndexJoin: { type: 'boolean' },
  sourceData: { enum: ['LIVE', 'WAREHOUSE'] },
  queryStatus: { enum: STATUSES },
  remainingRetries: { type: 'integer', minimum: 0 },
  updatedOn: TIME,
  createdBy: { type: 'string', description: 'Id of the user' },
};

/** Data Query on the wire (data-query-and-query-runs.md §1.1–1.4, §3.1). */
export const dataQueryPart: ApiPart = {
  tag: { name: 'data-query', description: 'Data Query: Trino SQL to a file' },
  errorSchema: 'DataQueryError',
  schemas: {
    DataQuerySubmit: {
      type: 'object',
      required: ['query', 'outputFormat', 'compression', 'output'],
      properties: {
        query: { type: 'string', description: 'Trino SQL, one read-only statement', pattern: '\\S' },
        outputFormat: { enum: ['JSON', 'CSV', 'TSV', 'DSV'], description: 'JSON: one object a line' },
        compression: { enum: ['NONE', 'GZIP', 'ZIP'] },
        output: { type: 'object', required: ['target'], properties: { target: { const: 'S3' } } },
        columnSeparator: {
          type: ['string', 'null'],
          description: 'One character, for DSV only; without it `|`',
        },
        encryptionKey: {
          type: ['string', 'null'],
          description: 'RSA public key of 1024 bits, base64 of its DER form: the file is encrypted with it',
        },
        readDeleted: { type: ['boolean', 'null'], default: false, description: 'Only deleted rows' },
        sourceData: { enum: ['LIVE', 'WAREHOUSE', 'DATAHUB', null], default: 'LIVE' },
        useIndexJoin: { type: ['boolean', 'null'], default: false, description: 'Changes nothing here' },
        warehouseSize: { enum: ['xsmall', 'NULL', null], description: 'Changes nothing here' },
      },
    },
    DataQueryJob: {
      type: 'object',
      description: 'Keys that do not apply are absent, never null.',
      required: [...Object.keys(COMMON_FIELDS), 'retries', 'createdOn', 'createdByUserEmail'],
      properties: {
        ...COMMON_FIELDS,
        retries: { type: 'integer', minimum: 0 },
        createdOn: TIME,
        createdByUserEmail: { type: 'string' },
        dataFile: {
          type: 'string',
          description: 'Signed link to the file; only when completed. Works for `dataQuery.linkLife`',
        },
        outputRows: { type: 'integer', minimum: 0, description: 'Only when completed' },
        processingTime: {
          type: 'integer',
          minimum: 1,
          description: 'From acceptance to completion, ms; only when completed',
        },
        errorMessage: { type: 'string', description: 'Only when failed' },
        errorCode: {
          enum: [...new Set(Object.values(JOB_ERRORS).map(({ code }) => code))],
          description: 'Only when failed',
        },
      },
    },
    DataQueryCancelledJob: {
      type: 'object',
      required: Object.keys(COMMON_FIELDS),
      properties: { ...COMMON_FIELDS, queryStatus: { const: 'cancelled' } },
    },
    DataQueryError: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'integer', description: 'The status' },
        message: { type: 'string' },
      },
    },
  },
  paths: {
    '/query/jobs': {
      post: {
        operationId: 'submitDataQuery',
        summary: 'Submits a query',
        description:
          'The answer says `accepted`, also where the job has started by then. SQL that is wrong is accepted, and the job fails.',
        requestBody: {
          required: true,
          content: json(schemaRef('DataQuerySubmit'), {
            csv: submit(EXAMPLE_QUERY.completed),
            zippedLines: { ...submit('SELECT name FROM product'), outputFormat: 'JSON', compression: 'ZIP' },
            faults: { query: 'SELECT 1', outputFormat: 'XML', output: { target: 'S3' } },
          }),
        },
        responses: {
          200: {
            description: 'The job, accepted.',
            content: json(data(schemaRef('DataQueryJob')), {
              csv: { data: { ...ANSWERED_JOB, queryStatus: 'accepted', ...SUBMITTED_AT } },
              zippedLines: {
                data: {
                  ...ANSWERED_JOB,
                  query: 'SELECT name FROM product',
                  queryStatus: 'accepted',
                  ...SUBMITTED_AT,
                },
              },
            }),
          },
          400: {
            description: 'Fields are missing or wrong; all of them at once.',
            content: json(ERROR, {
              faults: {
                code: 400,
                message: 'outputFormat must be one of [JSON, CSV, TSV, DSV]; compression may not be null',
              },
            }),
          },
          429: {
            description: 'The queue is full.',
            content: json(ERROR),
          },
        },
      },
      get: {
        operationId: 'listDataQueries',
        summary: 'Lists jobs, newest first',
        description:
          'Administrators see all jobs of the tenant, others their own. There are no further pages.',
        parameters: [
          inQuery(
            'queryStatus',
            'Only jobs of this status',
            { enum: STATUSES },
            {
              failed: 'failed',
              badStatus: 'submitted',
            },
          ),
          inQuery(
            'pageSize',
            'How many; above 1000 it is 1000, what is no number from 1 is the default',
            { type: 'integer', default: 20 },
            { failed: 1 },
          ),
        ],
        responses: {
          200: {
            description: 'The jobs.',
            content: json(data({ type: 'array', items: schemaRef('DataQueryJob') }), {
              failed: { data: [FAILED] },
            }),
          },
          400: {
            description: 'queryStatus is not one of those offered.',
            content: json(ERROR, {
              badStatus: {
                code: 400,
                message: 'queryStatus must be one of [accepted, in_progress, completed, failed, cancelled]',
              },
            }),
          },
        },
      },
    },
    '/query/jobs/{id}': {
      get: {
        operationId: 'getDataQuery',
        summary: 'One job',
        parameters: [
          inPath('id', 'Id of the job', {
            completed: EXAMPLE_JOB.completed,
            failed: EXAMPLE_JOB.failed,
            otherUser: EXAMPLE_JOB.completed,
            unknown: EXAMPLE_JOB.unknown,
          }),
        ],
        responses: {
          200: {
            description: 'The job. When completed it has a link to its file.',
            content: json(data(schemaRef('DataQueryJob')), {
              completed: { data: COMPLETED },
              failed: { data: FAILED },
            }),
          },
          403: {
            description: 'The job of another user, for callers who are no administrators.',
            content: json(ERROR, { otherUser: foreign }),
          },
          404: {
            description: 'No such job in this tenant, or no longer.',
            content: json(ERROR, { unknown: notFound }),
          },
        },
      },
      delete: {
        operationId: 'cancelDataQuery',
        summary: 'Cancels a job',
        description: 'The answer comes when the work has ended: nothing runs, and there is no file.',
        parameters: [
          inPath('id', 'Id of the job', {
            running: EXAMPLE_JOB.running,
            completed: EXAMPLE_JOB.completed,
            otherUser: EXAMPLE_JOB.completed,
            unknown: EXAMPLE_JOB.unknown,
          }),
        ],
        responses: {
          200: {
            description: 'It is cancelled.',
            content: json(data(schemaRef('DataQueryCancelledJob')), { running: { data: CANCELLED } }),
          },
          400: {
            description: 'It had ended before.',
            content: json(ERROR, {
              completed: {
                code: 400,
                message: `Query job ${EXAMPLE_JOB.completed} is not in accepted or in_progress status`,
              },
            }),
          },
          403: {
            description: 'The job of another user, for callers who are no administrators.',
            content: json(ERROR, { otherUser: foreign }),
          },
          404: {
            description: 'No such job in this tenant, or no longer.',
            content: json(ERROR, { unknown: notFound }),
          },
        },
      },
    },
  },
};

function submit(query: string) {
  return { query, outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
}

function data(schema: V3.SchemaObject | V3.ReferenceObject): V3.SchemaObject {
  return { type: 'object', required: ['data'], properties: { data: schema }, additionalProperties: false };
}
