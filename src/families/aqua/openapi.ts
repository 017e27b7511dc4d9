import { type ApiPart, type ApiPath, inPath, json, schemaRef } from '../../platform/openapi/api-part.ts';
import { EXAMPLE_AQUA, EXAMPLE_SESSION } from '../../platform/openapi/example-ids.ts';
import { aquaFilePaths } from './openapi-files.ts';
import { aquaSchemas } from './openapi-schemas.ts';
import { PREFIXES } from './paths.ts';
import { textOf } from './request-errors.ts';

const QUERY = 'select AccountNumber, Name from Account order by AccountNumber limit 2';

const SAID_AGAIN = {
  encrypted: 'none',
  useLastCompletedJobQueries: false,
  version: '1.0',
  format: 'CSV',
  name: 'nightly',
  offset: 0,
} as const;

const BATCH = {
  batchId: '2f1e0d9c8b7a69584736251403f2e1d0',
  localizedStatus: 'pending',
  status: 'pending',
  full: true,
  recordCount: 0,
  apiVersion: '145.0',
  batchType: 'zoqlexport',
  name: 'accounts',
  query: QUERY,
} as const;

const SUBMITTED = {
  ...SAID_AGAIN,
  status: 'submitted',
  batches: [BATCH],
  id: EXAMPLE_AQUA.completed,
} as const;

const COMPLETED = {
  ...SUBMITTED,
  version: '1.1',
  ...EXAMPLE_SESSION,
  status: 'completed',
  batches: [
    {
      ...BATCH,
      localizedStatus: 'completed',
      status: 'completed',
      recordCount: 2,
      message: '',
      fileId: EXAMPLE_AQUA.file,
    },
  ],
  sourceData: 'LIVE',
  startTime: '2026-11-25 02:11:12',
} as const;

const CANCELLED = {
  ...SUBMITTED,
  status: 'cancelled',
  id: EXAMPLE_AQUA.waiting,
  sourceData: 'LIVE',
} as const;

const { batchId: _, ...UNKNOWN_BATCH } = BATCH;
const SYNTAX_ERROR = {
  errorCode: '90005',
  message: textOf('90005'),
  status: 'error',
  batches: [{ ...UNKNOWN_BATCH, query: 'bad query', message: EXAMPLE_AQUA.fault }],
  encrypted: 'none',
  useLastCompletedJobQueries: false,
  version: '1.0',
  format: 'CSV',
  offset: 0,
} as const;

const MALFORMED = {
  success: false,
  processId: '4C9A07F1D2E86B35',
  reasons: [{ code: 50000090, message: 'The request is malformed: format must be one of [csv, zip, gzip]' }],
  requestId: '1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33',
} as const;

const unknownJob = { errorCode: '90002', message: textOf('90002'), status: 'error' } as const;
const JOB = { anyOf: [schemaRef('AquaJob'), schemaRef('AquaError')] };

const sent = { queries: [{ name: 'accounts', query: QUERY, type: 'zoqlexport' }] };

/** The same operations below each prefix. */
function operations(prefix: string, suffix: string): Readonly<Record<string, ApiPath>> {
  return {
    [prefix]: {
      post: {
        operationId: `submitAqua${suffix}`,
        summary: 'Submits a job of up to 50 queries',
        description:
          'Each query is compiled before the answer; what is wrong with it is an error with status 200. Without any `message` ' +
          'the job was taken.',
        requestBody: {
          required: true,
          content: json(schemaRef('AquaSubmit'), {
            csv: { ...sent, name: 'nightly', format: 'csv' },
            wrong: { queries: [{ name: 'accounts', query: 'bad query' }] },
            malformed: { ...sent, format: 'json' },
          }),
        },
        responses: {
          200: {
            description: 'The job, submitted; or an error.',
            content: json(
              { anyOf: [schemaRef('AquaJob'), schemaRef('AquaError'), schemaRef('GatewayError')] },
              { csv: SUBMITTED, wrong: SYNTAX_ERROR, malformed: MALFORMED },
            ),
          },
          429: {
            description: 'Too many jobs, with `--choice aqua.tooManyJobs=429`.',
            content: json(schemaRef('AquaError')),
          },
        },
      },
    },
    [`${prefix}/jobs/{id}`]: {
      get: {
        operationId: `getAqua${suffix}`,
        summary: 'One job',
        parameters: [
          inPath('id', 'Id of the job, in any case', {
            completed: EXAMPLE_AQUA.completed,
            otherUser: EXAMPLE_AQUA.completed,
            unknown: EXAMPLE_AQUA.unknown,
          }),
        ],
        responses: {
          200: {
            description: 'The job; or an error.',
            content: json(JOB, { completed: COMPLETED, otherUser: unknownJob, unknown: unknownJob }),
          },
        },
      },
      delete: {
        operationId: `cancelAqua${suffix}`,
        summary: 'Cancels a job',
        description:
          'The answer comes when the work has ended. Batches that had completed keep their files; the one that was interrupted is `submitted`.',
        parameters: [
          inPath('id', 'Id of the job, in any case', {
            waiting: EXAMPLE_AQUA.waiting,
            completed: EXAMPLE_AQUA.completed,
            otherUser: EXAMPLE_AQUA.completed,
            unknown: EXAMPLE_AQUA.unknown,
          }),
        ],
        responses: {
          200: {
            description: 'It is cancelled; or an error: it had ended before, or there is no such job.',
            content: json(JOB, {
              waiting: CANCELLED,
              completed: { ...notCancelled(), id: EXAMPLE_AQUA.completed },
              otherUser: notCancelled(),
              unknown: notCancelled(),
            }),
          },
        },
      },
    },
    [`${prefix}/jobs/partner/{partner}/project/{project}`]: {
      get: {
        operationId: `getLastAqua${suffix}`,
        summary: 'The last completed job of a session',
        parameters: [
          inPath('partner', 'As sent with its jobs, in any case', {
            completed: EXAMPLE_SESSION.partner,
            unknown: EXAMPLE_SESSION.partner,
          }),
          inPath('project', 'As sent with its jobs, in any case', {
            completed: EXAMPLE_SESSION.project,
            unknown: 'none',
          }),
        ],
        responses: {
          200: {
            description: 'The job; or an error.',
            content: json(JOB, { completed: COMPLETED, unknown: unknownJob }),
          },
        },
      },
    },
  };
}

function notCancelled() {
  return { errorCode: '90003', message: textOf('90003'), status: 'error' } as const;
}

const [V1, APPS] = PREFIXES;

/** AQuA on the wire (aqua.md §1–§4). */
export const aquaPart: ApiPart = {
  tag: { name: 'aqua', description: 'AQuA: ZOQL and Export ZOQL to CSV files, stateless and incremental' },
  errorSchema: 'GatewayError',
  schemas: aquaSchemas,
  paths: { ...operations(V1, ''), ...operations(APPS, 'Apps'), ...aquaFilePaths },
};
