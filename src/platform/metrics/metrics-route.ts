import type { FastifyInstance } from 'fastify';
import type { MachineTime } from '../../ports/clock.ts';
import type { Family } from '../family.ts';
import type { Registry } from './registry.ts';

/** Anybody may ask: however often they do, values are read once in this time. */
const KEPT_MS = 1000;

/** `/metrics` (operating.md §8): the text format of Prometheus, without credentials. It names no tenant and no user. */
export function metricsRoute(registry: Registry, time: MachineTime): Family {
  let kept: { readonly text: string; readonly at: number } | undefined;
  return {
    name: 'metrics',
    prefixes: ['/metrics'],
    credentials: [],
    countsRequests: false,
    document: async () => (await import('../openapi/metrics.ts')).metricsPart,
    register(app: FastifyInstance) {
      app.get('/metrics', (_request, reply) => {
        const now = time.monotonic();
        if (kept === undefined || now - kept.at >= KEPT_MS) kept = { text: registry.text(), at: now };
        reply
          .type('text/plain; version=0.0.4; charset=utf-8')
          .header('cache-control', 'no-store')
          .send(kept.text);
      });
    },
  };
}
