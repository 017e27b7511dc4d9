import type { ApiPart } from './api-part.ts';

/** What the server measures of itself (docs/observability.md). */
export const metricsPart: ApiPart = {
  tag: { name: 'metrics', description: 'Figures for Prometheus' },
  errorSchema: 'GatewayError',
  schemas: {},
  paths: {
    '/metrics': {
      get: {
        operationId: 'getMetrics',
        summary: 'Metrics in the text format of Prometheus',
        description: 'Names no tenant, no user and no job. Values are read at most once a second.',
        responses: {
          200: {
            description: 'All metrics.',
            content: { 'text/plain': { schema: { type: 'string' } } },
          },
        },
      },
    },
  },
};
