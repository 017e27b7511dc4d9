import { type ApiPart, json } from './api-part.ts';

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
        parameters: [
          {
            name: 'If-None-Match',
            in: 'header',
            description: 'Tag of the document the client has.',
            schema: { type: 'string' },
          },
        ],
        responses: {
          200: {
            description: 'This document.',
            headers: { ETag: { required: true, schema: { type: 'string' } } },
            content: json({ type: 'object', required: ['openapi', 'info', 'paths'] }),
          },
          304: {
            description: 'The client has it already.',
            headers: { ETag: { required: true, schema: { type: 'string' } } },
          },
        },
      },
    },
  },
};
