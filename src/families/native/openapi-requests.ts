import { type ApiPart, inPath, json, schemaRef } from '../../platform/openapi/api-part.ts';
import { EXAMPLE_JOB, EXAMPLE_REQUEST } from '../../platform/openapi/example-ids.ts';
import { COUNT, problem, refused, TEXT, TIME } from './openapi-shapes.ts';

const path = `/sluice/v1/requests/${EXAMPLE_JOB.unknown}`;
const NO_SUCH_REQUEST = `There is no request ${EXAMPLE_JOB.unknown}; outcomes are kept for a limited time`;

/** Requests that were accepted with `async: true` (operating.md §4 in its manner). */
export const requestsDocument: Pick<ApiPart, 'schemas' | 'paths'> = {
  schemas: {
    AcceptedRequest: {
      type: 'object',
      description: 'Keys that do not apply are absent, never null.',
      required: ['id', 'family', 'method', 'url', 'state', 'acceptedAt'],
      properties: {
        id: TEXT,
        family: TEXT,
        method: TEXT,
        url: TEXT,
        trackId: TEXT,
        state: { enum: ['waiting', 'succeeded', 'failed'] },
        acceptedAt: TIME,
        endedAt: TIME,
        job: { type: 'string', description: 'Of which it was, once it has succeeded' },
        reasons: {
          type: 'array',
          description: 'Only when failed',
          items: { type: 'object', required: ['message'], properties: { code: TEXT, message: TEXT } },
        },
        tries: COUNT,
        callout: {
          enum: ['due', 'delivered', 'given-up'],
          description: 'Of its outcome, where it is called out',
        },
      },
    },
  },
  paths: {
    '/sluice/v1/requests/{id}': {
      get: {
        operationId: 'getAcceptedRequest',
        summary: 'What came of a request with `async: true`',
        parameters: [
          inPath('id', 'The `request_id` of its answer', {
            later: EXAMPLE_REQUEST,
            unknown: EXAMPLE_JOB.unknown,
          }),
        ],
        responses: {
          200: {
            description: 'The request. Administrators see all of the tenant, others their own.',
            content: json(schemaRef('AcceptedRequest'), {
              later: {
                id: EXAMPLE_REQUEST,
                family: 'query-runs',
                method: 'POST',
                url: '/v2/query_runs',
                state: 'succeeded',
                acceptedAt: '2026-11-25T10:11:12.345Z',
                endedAt: '2026-11-25T10:11:12.386Z',
                job: EXAMPLE_JOB.completed,
              },
            }),
          },
          404: refused('No such request of the caller, or no longer.', {
            unknown: problem(404, 'Not Found', NO_SUCH_REQUEST, path),
          }),
        },
      },
    },
  },
};
