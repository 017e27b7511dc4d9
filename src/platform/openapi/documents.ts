import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { PAGE_FILES } from '../docs-page.ts';
import { type ApiPart, json, schemaRef } from './api-part.ts';

const TAG = { description: 'Of what was sent.', required: true, schema: { type: 'string' } } as const;
const LOCATION = { required: true, schema: { type: 'string' } } as const;
const PAGE_HEADERS = {
  ETag: TAG,
  'Content-Security-Policy': {
    description: 'Nothing but what this server serves.',
    required: true,
    schema: { type: 'string' },
  },
} as const;

const IF_NONE_MATCH: V3.ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  description: 'Tag of what the client has.',
  schema: { type: 'string' },
};

const FILE: V3.ParameterObject = {
  name: 'file',
  in: 'path',
  required: true,
  schema: { type: 'string', enum: Object.keys(PAGE_FILES) },
};

/** The document about itself. */
export const documentsPart: ApiPart = {
  tag: { name: 'documents', description: 'This document and its pages' },
  errorSchema: 'GatewayError',
  schemas: {},
  paths: {
    '/openapi.json': {
      get: {
        operationId: 'getOpenApi',
        summary: 'OpenAPI 3.1 of all families',
        parameters: [IF_NONE_MATCH],
        responses: {
          200: {
            description: 'This document.',
            headers: { ETag: TAG },
            content: json({ type: 'object', required: ['openapi', 'info', 'paths'] }),
          },
          304: {
            description: 'The client has it already.',
            headers: { ETag: TAG },
          },
        },
      },
    },
    '/': {
      get: {
        operationId: 'getRoot',
        summary: 'Leads to the API reference',
        responses: { 302: { description: 'To `/docs`.', headers: { Location: LOCATION } } },
      },
    },
    '/docs': {
      get: {
        operationId: 'getDocs',
        summary: 'The API reference, with "Try it out"',
        parameters: [IF_NONE_MATCH],
        responses: {
          200: {
            description: 'A page.',
            headers: PAGE_HEADERS,
            content: { 'text/html': { schema: { type: 'string' } } },
          },
          304: { description: 'The client has it already.', headers: PAGE_HEADERS },
        },
      },
    },
    '/docs/{file}': {
      get: {
        operationId: 'getDocsFile',
        summary: 'Scripts and styles of that page',
        parameters: [FILE, IF_NONE_MATCH],
        responses: {
          200: {
            description: 'The file.',
            headers: PAGE_HEADERS,
            content: Object.fromEntries(
              ['text/javascript', 'text/css', 'text/plain'].map((type) => [
                type,
                { schema: { type: 'string' } },
              ]),
            ),
          },
          304: { description: 'The client has it already.', headers: PAGE_HEADERS },
          404: {
            description: 'There is no such file.',
            content: json(schemaRef('GatewayError')),
          },
        },
      },
    },
  },
};
