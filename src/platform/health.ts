import type { FastifyInstance } from 'fastify';
import type { Family } from './family.ts';

/** What must be reachable to take requests; each throws when it is not. */
export type HealthChecks = Readonly<Record<string, () => Promise<unknown> | unknown>>;

/**
 * `/healthz`: the process answers. `/readyz`: store, engine and results are reachable (operating.md §8).
 * Anybody may ask, so why a part fails goes to `onFailure` alone: it may name a path or a host.
 */
export function health(checks: HealthChecks, onFailure: (error: unknown, requestId: string) => void): Family {
  return {
    name: 'operations',
    prefixes: ['/healthz', '/readyz'],
    credentials: [],
    countsRequests: false,
    document: async () => (await import('./openapi/operations.ts')).operationsPart,
    register(app: FastifyInstance) {
      app.get('/healthz', () => ({ status: 'ok' }));
      app.get('/readyz', async (request, reply) => {
        const found = await Promise.all(
          Object.entries(checks).map(async ([part, check]) => {
            try {
              await check();
              return [part, 'ok'] as const;
            } catch (error) {
              onFailure(error, request.id);
              return [part, 'failed'] as const;
            }
          }),
        );
        const ready = found.every(([, state]) => state === 'ok');
        if (!ready) reply.code(503).header('retry-after', '5');
        return { status: ready ? 'ready' : 'not ready', parts: Object.fromEntries(found) };
      });
    },
  };
}
