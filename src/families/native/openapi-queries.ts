import { type ApiPart, json, schemaRef } from '../../platform/openapi/api-part.ts';
import { EXAMPLE_JOB, EXAMPLE_USER } from '../../platform/openapi/example-ids.ts';
import { problem, refused, TEXT } from './openapi-shapes.ts';
import { COMPRESSIONS, FORMATS, MAX_WAIT_MS, ON_TIMEOUT } from './query-body.ts';

const AT = '2026-11-25T10:11:12.345Z';

const DONE = {
  id: EXAMPLE_JOB.completed,
  family: 'data-query',
  state: 'completed',
  wireStatus: 'completed',
  submittedAt: AT,
  startedAt: AT,
  endedAt: AT,
  principal: { userId: EXAMPLE_USER.id, name: EXAMPLE_USER.name },
  progress: { fraction: 1, rows: 1, bytes: 10 },
  units: [
    {
      name: 'data-query',
      query: 'SELECT 1 AS one',
      state: 'completed',
      rows: 1,
      bytes: 10,
      files: [
        {
          name: '7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11_1234567890123456.jsonl',
          sha256: 'dcae17bd9ed2cb57bf94c1c1b16efc1c17b65a4ed2d26bca4e0d4a2a21d6f2c1',
          url: 'http://127.0.0.1:8484/results/7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11_1234567890123456.jsonl?X-Amz-Algorithm=AWS4-HMAC-SHA256',
        },
      ],
    },
  ],
  attempts: 1,
} as const;

/** `POST /queries`. */
export const queriesDocument: Pick<ApiPart, 'schemas' | 'paths'> = {
  schemas: {
    Query: {
      type: 'object',
      required: ['sql'],
      properties: {
        sql: { type: 'string', minLength: 1, description: 'One statement of Trino SQL' },
        format: {
          enum: [...FORMATS],
          default: 'json',
          description: 'Of the result file; json is JSON Lines',
        },
        compression: { enum: [...COMPRESSIONS], default: 'none' },
        wait: {
          type: ['string', 'number'],
          default: '10s',
          description: `How long the answer may wait, at most ${MAX_WAIT_MS / 1000}s`,
        },
        onTimeout: {
          enum: [...ON_TIMEOUT],
          default: 'continue',
          description: 'What becomes of a job that has not ended by then, or whose client has left',
        },
      },
      additionalProperties: false,
    },
    QueryAnswer: {
      description: 'The job, with its first rows when it completed in time.',
      allOf: [
        schemaRef('Job'),
        {
          type: 'object',
          properties: {
            rows: {
              type: 'array',
              maxItems: 1000,
              description: 'As the result file has them',
              items: { type: 'object', additionalProperties: true },
            },
            truncated: { type: 'boolean', description: 'The file has more' },
            rowsOmitted: TEXT,
          },
        },
      ],
    },
  },
  paths: {
    '/sluice/v1/queries': {
      post: {
        operationId: 'runQuery',
        summary: 'Runs a query and waits for its end',
        description:
          'A live Data Query job: it needs the permission `query`, counts for that family’s limits, and can be read, listed and stopped like any.',
        requestBody: {
          required: true,
          content: json(schemaRef('Query'), {
            completed: { sql: 'SELECT 1 AS one' },
            badWait: { sql: 'SELECT 1', wait: '2h' },
          }),
        },
        responses: {
          200: {
            description: 'It ended: completed with rows, failed, or stopped with its receipt.',
            content: json(schemaRef('QueryAnswer'), {
              completed: {
                ...DONE,
                timeline: [
                  { at: AT, event: 'submitted' },
                  { at: AT, event: 'claimed', detail: 'by node-1f6c03ab' },
                  { at: AT, event: 'started' },
                  { at: AT, event: 'completed', detail: '1 rows, 10 bytes' },
                ],
                rows: [{ one: 1 }],
                truncated: false,
              },
            }),
          },
          202: {
            description: 'It goes on: `GET /jobs/{id}`.',
            content: { 'application/json': { schema: schemaRef('QueryAnswer') } },
          },
          400: refused('A field does not fit.', {
            badWait: problem(
              400,
              'Bad Request',
              'wait must be a time from 0s to 60s, such as "500ms" or "10s", not "2h"',
              '/sluice/v1/queries',
            ),
          }),
          403: refused('The caller does not have the permission `query`.'),
          429: refused('As many queries of the tenant wait as may.'),
        },
      },
    },
  },
};
