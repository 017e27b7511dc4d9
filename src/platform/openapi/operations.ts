import { type ApiPart, json, schemaRef } from './api-part.ts';

const STATE = { enum: ['ok', 'failed'] };

/** What operators and their machines ask (operating.md §8). */
export const operationsPart: ApiPart = {
  tag: { name: 'operations', description: 'Is it alive, can it take requests' },
  errorSchema: 'GatewayError',
  schemas: {
    Readiness: {
      type: 'object',
      required: ['status', 'parts'],
      properties: {
        status: { enum: ['ready', 'not ready'] },
        parts: { type: 'object', additionalProperties: STATE },
      },
    },
  },
  paths: {
    '/healthz': {
      get: {
        operationId: 'isAlive',
        summary: 'The process answers',
        responses: {
          200: {
            description: 'It does.',
            content: json(
              { type: 'object', required: ['status'], properties: { status: { const: 'ok' } } },
              {
                alive: { status: 'ok' },
              },
            ),
          },
        },
      },
    },
    '/readyz': {
      get: {
        operationId: 'isReady',
        summary: 'Store, engine and results are reachable',
        description: 'Why a part fails is in the log alone: it may name a path or a host.',
        responses: {
          200: {
            description: 'Ready to take requests.',
            content: json(schemaRef('Readiness'), {
              ready: {
                status: 'ready',
                parts: { server: 'ok', store: 'ok', engine: 'ok', results: 'ok', audit: 'ok' },
              },
            }),
          },
          503: {
            description: 'Not ready, or stopping.',
            content: json({ anyOf: [schemaRef('Readiness'), schemaRef('GatewayError')] }),
          },
        },
      },
    },
  },
};
