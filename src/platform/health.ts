import type { FastifyInstance } from 'fastify';
import { within } from '../jobs/within.ts';
import type { Clock } from '../ports/clock.ts';
import type { Family } from './family.ts';

/**
 * What must be reachable to take requests; each throws when it is not. One that answers `failed` is told, but requests can be
 * taken without it.
 */
export type HealthChecks = Readonly<Record<string, () => Promise<unknown> | unknown>>;

/** A part that is silent for longer is not ready: whoever asks usually gives up after some seconds. */
const ANSWERS_WITHIN_MS = 3000;

/**
 * `/healthz`: the process answers. `/readyz`: store, engine and results are reachable, and the server does not stop
 * (operating.md §8). Anybody may ask, so why a part fails goes to `onUnready` alone: it may name a path or a host; and
 * whoever asks while others wait gets their answer: however many ask, the parts are looked at once.
 */
export function health(
  checks: HealthChecks,
  onUnready: (part: string, error: unknown, requestId: string) => void,
  clock: Clock,
): Family {
  let asking: Promise<Found> | undefined;

  async function look(requestId: string): Promise<Found> {
    let ready = true;
    const found = await Promise.all(
      Object.entries(checks).map(async ([part, check]) => {
        try {
          const checked = Promise.resolve(check());
          if (!(await within(clock, ANSWERS_WITHIN_MS, checked)))
            throw new Error(`no answer within ${ANSWERS_WITHIN_MS} ms`);
          return [part, (await checked) === 'failed' ? 'failed' : 'ok'] as const;
        } catch (error) {
          ready = false;
          onUnready(part, error, requestId);
          return [part, 'failed'] as const;
        }
      }),
    );
    return { ready, parts: Object.fromEntries(found) };
  }

  return {
    name: 'operations',
    prefixes: ['/healthz', '/readyz'],
    credentials: [],
    countsRequests: false,
    document: async () => (await import('./openapi/operations.ts')).operationsPart,
    register(app: FastifyInstance) {
      app.get('/healthz', () => ({ status: 'ok' }));
      app.get('/readyz', async (request, reply) => {
        asking ??= look(request.id).finally(() => {
          asking = undefined;
        });
        const { ready, parts } = await asking;
        if (!ready) reply.code(503).header('retry-after', '5');
        return { status: ready ? 'ready' : 'not ready', parts };
      });
    },
  };
}

interface Found {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, 'ok' | 'failed'>>;
}
