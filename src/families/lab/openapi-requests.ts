import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { MOST_EXCHANGES } from '../../lab/journal.ts';
import { MOST_BODY_BYTES } from '../../lab/journal-entry.ts';
import { type ApiPart, inQuery, json, media, schemaRef } from '../../platform/openapi/api-part.ts';
import { EXAMPLE_USER } from '../../platform/openapi/example-ids.ts';
import { LAB_PATH } from './paths.ts';

const PATH = `${LAB_PATH}/requests`;
const TEXT = { type: 'string' } satisfies V3.SchemaObject;

const MESSAGE: V3.SchemaObject = {
  type: 'object',
  required: ['headers'],
  properties: {
    headers: { type: 'object', additionalProperties: TEXT, description: 'Secrets as `***`.' },
    body: {
      ...TEXT,
      description: `JSON, a form or text, its first ${MOST_BODY_BYTES} bytes, secrets as \`***\`; nothing else is kept.`,
    },
    bodyCut: { const: true, description: 'There was more of it.' },
  },
  additionalProperties: false,
};

export const requestSchemas: ApiPart['schemas'] = {
  LabRequest: {
    type: 'object',
    required: ['requestId', 'at', 'ms', 'method', 'url', 'status', 'cut', 'request', 'answer'],
    properties: {
      requestId: TEXT,
      at: { ...TEXT, format: 'date-time', description: 'When its answer had left; the machine’s own time.' },
      ms: { type: 'integer', minimum: 0 },
      user: { ...TEXT, description: 'Absent where its credentials let nobody in, or a link needed none.' },
      trackId: TEXT,
      job: { ...TEXT, description: 'Id of the job that it was about.' },
      method: TEXT,
      url: { ...TEXT, description: 'Path and query string, signatures as `***`.' },
      status: { type: 'integer' },
      cut: { type: 'boolean', description: 'The connection ended before the whole answer had left.' },
      request: MESSAGE,
      answer: MESSAGE,
    },
    additionalProperties: false,
  },
};

const REQUEST_ID = '1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33';
const SIGN_IN = {
  requestId: REQUEST_ID,
  at: '2026-11-25T10:11:12.345Z',
  ms: 3,
  user: EXAMPLE_USER.name,
  method: 'POST',
  url: '/oauth/token',
  status: 200,
  cut: false,
  request: {
    headers: { host: 'localhost:8484', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'client_id=5c1ce000-0000-4000-8000-000000000001&client_secret=***&grant_type=client_credentials',
  },
  answer: {
    headers: { 'zuora-request-id': REQUEST_ID, 'content-type': 'application/json; charset=utf-8' },
    body: '{"access_token":"***","token_type":"bearer","expires_in":3599,"scope":"user.2e5e621d1c79c5861653528bdfc99800 entity.5c1ce000-0000-4000-8000-00000000e001 service.query.read platform.write tenant.dev","jti":"1915efffa4759b36fcb40f11927a786e"}',
  },
};

export const requestPaths: ApiPart['paths'] = {
  [PATH]: {
    get: {
      operationId: 'listLabRequests',
      summary: 'The tenant’s last requests with their answers, newest first',
      description: `Of the last ${MOST_EXCHANGES} that the server answered, in memory. Secrets are masked before anything is kept. Reading them is not in it, nor what the operator asks, nor requests of which nobody knows whose they are.`,
      parameters: [
        inQuery(
          'limit',
          'How many at most',
          { type: 'integer', minimum: 1, maximum: MOST_EXCHANGES, default: 100 },
          { newest: 1, tooMany: 1001 },
        ),
      ],
      responses: {
        200: {
          description: 'The requests.',
          content: json(
            {
              type: 'object',
              required: ['requests'],
              properties: { requests: { type: 'array', items: schemaRef('LabRequest') } },
              additionalProperties: false,
            },
            { newest: { requests: [SIGN_IN] } },
          ),
        },
        400: {
          description: '`limit` is no such number.',
          content: {
            'application/problem+json': media(schemaRef('Problem'), {
              tooMany: {
                type: 'about:blank',
                title: 'Bad Request',
                status: 400,
                detail: `limit must be a number from 1 to ${MOST_EXCHANGES}`,
                instance: PATH,
                requestId: REQUEST_ID,
              },
            }),
          },
        },
      },
    },
  },
};
