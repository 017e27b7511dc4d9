import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import {
  type ApiPart,
  type ApiPath,
  inPath,
  inQuery,
  json,
  schemaRef,
} from '../../platform/openapi/api-part.ts';
import {
  EXAMPLE_JOB,
  EXAMPLE_QUERY,
  EXAMPLE_REQUEST,
  EXAMPLE_USER,
} from '../../platform/openapi/example-ids.ts';
import { PREFIXES } from './paths.ts';
import { RUN_FIELDS } from './run-view.ts';

const STATES = ['pending', 'accepted', 'in_progress', 'complete', 'failed', 'canceled'];

const SQL = 'SELECT id, name FROM subscription';

const CREATED = {
  created_by_id: EXAMPLE_USER.id,
  id: EXAMPLE_JOB.completed,
  sql: SQL,
  remaining_attempts: 3,
  updated_time: '2026-11-25T10:11:12.345Z',
  state: 'accepted',
  column_separator: ':',
} as const;

const FILE = `${EXAMPLE_JOB.completed}_2779514650704989.csv`;

const COMPLETE = {
  created_by_id: EXAMPLE_USER.id,
  id: EXAMPLE_JOB.completed,
  sql: EXAMPLE_QUERY.completed,
  remaining_attempts: 3,
  updated_time: '2026-11-25T10:11:12.386Z',
  file: {
    id: FILE,
    url: `http://127.0.0.1:8484/results/${FILE}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=…&X-Amz-Date=20261125T101113Z&X-Amz-Expires=14400&X-Amz-SignedHeaders=host&X-Amz-Signature=…`,
    content_type: 'csv',
    type: 'query_run',
  },
  number_of_rows: 2,
  processing_duration: 41,
  state: 'complete',
} as const;

const FAILED = {
  created_by_id: EXAMPLE_USER.id,
  id: EXAMPLE_JOB.failed,
  sql: EXAMPLE_QUERY.failed,
  remaining_attempts: 3,
  updated_time: '2026-11-25T10:11:12.371Z',
  state: 'failed',
} as const;

const CANCELED = {
  created_by_id: EXAMPLE_USER.id,
  id: EXAMPLE_JOB.running,
  sql: EXAMPLE_QUERY.running,
  remaining_attempts: 3,
  updated_time: '2026-11-25T10:11:20.002Z',
  state: 'canceled',
} as const;

const ERROR = schemaRef('QueryRunError');

function refused(type: string, ...errors: readonly object[]) {
  return { type, errors, retryable: false } as const;
}

const unknownRun = refused('not_found', {
  code: 'resource_not_found',
  parameter: 'id',
  message: `Resource ${EXAMPLE_JOB.unknown} could not be found`,
});
const foreignRun = refused('forbidden', {
  message: `You do not have access to query run ${EXAMPLE_JOB.completed}`,
});
const badPageSize = refused('bad_request', {
  code: 'invalid_parameter',
  parameter: 'page_size',
  message: "'page_size' must be between 1 and 99",
});

const NAMES: NonNullable<V3.ParameterObject['schema']> = { type: 'array', items: { type: 'string' } };

/** Of every operation (data-query-and-query-runs.md §1.8). @param examples what those show that are answered with a run */
function parameters(examples: 'whole' | 'some' = 'some'): V3.ParameterObject[] {
  return [
    listed(
      inQuery(
        'fields[]',
        `Only these, joined by commas or repeated: ${RUN_FIELDS.join(', ')}. Unknown names are passed over.`,
        NAMES,
        examples === 'some' ? { someFields: ['id', 'state', 'created_time'] } : {},
      ),
    ),
    {
      ...listed(inQuery('query_run.fields[]', 'The same; names of both are taken', NAMES)),
      deprecated: true,
    },
    listed(inQuery('expand[]', 'Changes nothing: there is nothing to expand', NAMES)),
    listed(
      inQuery('filter[]', 'Changes nothing here, but must be written as a filter: `name.EQ:value`', NAMES),
    ),
    inQuery(
      'page_size',
      'Changes nothing here, but must be from 1 to 99',
      { type: 'integer', minimum: 1, maximum: 99 },
      { badPageSize: 100 },
    ),
  ];
}

/** Of the two that change something (§3.6). */
const ASYNC: V3.ParameterObject = {
  name: 'async',
  in: 'header',
  description:
    '`true`: answered 202 once the request is durable, and carried out afterwards. Its outcome is called out ' +
    '(`--async-callout`), and shown by `GET /sluice/v1/requests/{id}`.',
  schema: { type: 'boolean', default: false },
  examples: { later: { value: true } },
};

const ACCEPTED: V3.ResponseObject = {
  description: 'With `async: true`: it will be carried out.',
  content: json(
    {
      type: 'object',
      required: ['request_id'],
      additionalProperties: false,
      properties: { request_id: { type: 'string', format: 'uuid' } },
    },
    { later: { request_id: EXAMPLE_REQUEST } },
  ),
};

/** A list as these operations take it. */
function listed(parameter: V3.ParameterObject): V3.ParameterObject {
  return { ...parameter, style: 'form', explode: false };
}

/** The same operations below each prefix. */
function operations(prefix: string, suffix: string): Readonly<Record<string, ApiPath>> {
  return {
    [`${prefix}/query_runs`]: {
      post: {
        operationId: `createQueryRun${suffix}`,
        summary: 'Creates a query run',
        description:
          'The answer says `accepted`, also where the run has started by then. SQL that is wrong is accepted, and the run fails.',
        parameters: [...parameters(), ASYNC],
        requestBody: {
          required: true,
          content: json(schemaRef('QueryRunCreate'), {
            dsv: { sql: SQL, content_type: 'dsv', column_separator: ':' },
            someFields: { sql: SQL, content_type: 'csv' },
            faults: { content_type: 'xml', read_deleted: 'yes', name: 'nightly' },
            badPageSize: { sql: SQL, content_type: 'csv' },
            later: { sql: SQL, content_type: 'csv' },
          }),
        },
        responses: {
          201: {
            description: 'The run, accepted.',
            content: json(schemaRef('QueryRun'), {
              dsv: CREATED,
              someFields: { id: EXAMPLE_JOB.completed, state: 'accepted' },
            }),
          },
          202: ACCEPTED,
          400: {
            description: 'Something is missing or wrong; all of it at once.',
            content: json(ERROR, {
              faults: refused(
                'bad_request',
                { code: 'missing_parameter', parameter: 'sql', message: "'sql' is required" },
                {
                  code: 'invalid_parameter',
                  parameter: 'content_type',
                  message: "'content_type' must be one of json, csv, tsv, dsv",
                },
                {
                  code: 'invalid_parameter_boolean',
                  parameter: 'read_deleted',
                  message: "'read_deleted' must be true or false",
                },
                {
                  code: 'unknown_parameter',
                  parameter: 'name',
                  message: "'name' is not a field of a query run",
                },
              ),
              badPageSize,
            }),
          },
          429: { description: 'The queue is full.', content: json(ERROR) },
        },
      },
    },
    [`${prefix}/query_runs/{id}`]: {
      get: {
        operationId: `getQueryRun${suffix}`,
        summary: 'One query run',
        parameters: [
          inPath('id', 'Id of the run', {
            complete: EXAMPLE_JOB.completed,
            failed: EXAMPLE_JOB.failed,
            someFields: EXAMPLE_JOB.completed,
            badPageSize: EXAMPLE_JOB.completed,
            otherUser: EXAMPLE_JOB.completed,
            unknown: EXAMPLE_JOB.unknown,
          }),
          ...parameters(),
        ],
        responses: {
          200: {
            description: 'The run. When complete it has a link to its file.',
            content: json(schemaRef('QueryRun'), {
              complete: COMPLETE,
              failed: FAILED,
              someFields: { id: EXAMPLE_JOB.completed, state: 'complete' },
            }),
          },
          400: { description: 'A parameter is wrong.', content: json(ERROR, { badPageSize }) },
          403: {
            description: 'The run of another user, for callers who are no administrators.',
            content: json(ERROR, { otherUser: foreignRun }),
          },
          404: {
            description: 'No such run in this tenant, or no longer.',
            content: json(ERROR, { unknown: unknownRun }),
          },
        },
      },
    },
    [`${prefix}/query_runs/{id}/cancel`]: {
      post: {
        operationId: `cancelQueryRun${suffix}`,
        summary: 'Cancels a query run',
        description:
          'Without a body. The answer comes when the work has ended: nothing runs, and there is no file.',
        parameters: [
          inPath('id', 'Id of the run', {
            running: EXAMPLE_JOB.running,
            later: EXAMPLE_JOB.completed,
            complete: EXAMPLE_JOB.completed,
            badPageSize: EXAMPLE_JOB.completed,
            otherUser: EXAMPLE_JOB.completed,
            unknown: EXAMPLE_JOB.unknown,
          }),
          ...parameters('whole'),
          ASYNC,
        ],
        responses: {
          200: {
            description: 'It is canceled.',
            content: json(schemaRef('QueryRun'), { running: CANCELED }),
          },
          202: ACCEPTED,
          400: {
            description: 'It had ended before, or a parameter is wrong.',
            content: json(ERROR, {
              complete: refused('bad_request', {
                code: 'invalid_value',
                parameter: 'state',
                message: `Query run ${EXAMPLE_JOB.completed} is not in accepted or in_progress state`,
              }),
              badPageSize,
            }),
          },
          403: {
            description: 'The run of another user, for callers who are no administrators.',
            content: json(ERROR, { otherUser: foreignRun }),
          },
          404: {
            description: 'No such run in this tenant, or no longer.',
            content: json(ERROR, { unknown: unknownRun }),
          },
        },
      },
    },
  };
}

const [SMALL, LARGE] = PREFIXES;

/** Query runs on the wire (data-query-and-query-runs.md §1.5–1.9, §3.2). */
export const queryRunsPart: ApiPart = {
  tag: { name: 'query-runs', description: 'Query runs of Quickstart v2: Trino SQL to a file' },
  errorSchema: 'QueryRunError',
  schemas: {
    QueryRunCreate: {
      type: 'object',
      required: ['sql', 'content_type'],
      additionalProperties: false,
      properties: {
        sql: { type: 'string', description: 'Trino SQL, one read-only statement', pattern: '\\S' },
        content_type: { enum: ['json', 'csv', 'tsv', 'dsv'], description: 'json: one object a line' },
        column_separator: {
          type: ['string', 'null'],
          description: 'One character, for dsv only; without it `|`',
        },
        content_encoding: { enum: ['gzip', 'zip', 'none', null], default: 'none' },
        encryption_key: {
          type: ['string', 'null'],
          description: 'RSA public key of 1024 bits, base64 of its DER form: the file is encrypted with it',
        },
        read_deleted: { type: ['boolean', 'null'], default: false, description: 'Deleted rows too' },
      },
    },
    QueryRun: {
      type: 'object',
      description: 'Keys that do not apply, or that `fields[]` leaves out, are absent, never null.',
      additionalProperties: false,
      properties: {
        created_by_id: { type: 'string', description: 'Id of the user' },
        id: { type: 'string', format: 'uuid' },
        sql: { type: 'string', description: 'As created' },
        remaining_attempts: { type: 'integer', minimum: 0 },
        updated_time: { type: 'string', format: 'date-time' },
        file: {
          type: 'object',
          description: 'Only when complete',
          required: ['id', 'url', 'content_type', 'type'],
          additionalProperties: false,
          properties: {
            id: { type: 'string', description: 'Its name' },
            url: { type: 'string', description: 'Signed link. Works for `dataQuery.linkLife`' },
            content_type: { enum: ['json', 'jsonl', 'csv', 'tsv', 'dsv'] },
            type: { const: 'query_run' },
          },
        },
        number_of_rows: { type: 'integer', minimum: 0, description: 'Only when complete' },
        processing_duration: {
          type: 'integer',
          minimum: 1,
          description: 'From acceptance to completion, ms; only when complete',
        },
        state: { enum: STATES, description: '`pending` is never shown' },
        column_separator: { type: 'string', description: 'As created' },
      },
    },
    QueryRunError: {
      type: 'object',
      required: ['type', 'errors', 'retryable'],
      additionalProperties: false,
      properties: {
        type: { type: 'string' },
        errors: {
          type: 'array',
          description: 'One for each thing that is wrong; none where the type says all',
          items: {
            type: 'object',
            additionalProperties: false,
            properties: {
              code: { type: 'string' },
              parameter: { type: 'string' },
              message: { type: 'string' },
            },
          },
        },
        retryable: { type: 'boolean' },
      },
    },
  },
  paths: { ...operations(SMALL, ''), ...operations(LARGE, 'LargeV') },
};
