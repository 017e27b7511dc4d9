import type { FastifyInstance } from 'fastify';
import { CATEGORY, Refusal, refuse } from '../../src/platform/errors/refusal.ts';
import type { Family } from '../../src/platform/family.ts';
import { jsonBody, mediaType } from '../../src/platform/request-body.ts';
import { signedIn } from '../../src/platform/request-context.ts';

/** A family of the older kind, as one declares it: all credentials, the v1 shape, nothing else of its own. */
export interface Records extends Family {
  /** Answers every request that waits at `/v1/records/held`. */
  release(): void;
  /** How many wait there. */
  waiting(): number;
  /** Records that were made. */
  readonly made: unknown[];
}

export function recordsFamily(): Records {
  const held: (() => void)[] = [];
  const made: unknown[] = [];
  return {
    name: 'records',
    prefixes: ['/v1/records', '/apps/records'],
    credentials: ['bearer', 'basic', 'keys'],
    permission: 'query',
    made,
    waiting: () => held.length,
    release: () => {
      for (const answer of held.splice(0)) answer();
    },
    document: async () => ({
      tag: { name: 'records' },
      errorSchema: 'RecordError',
      schemas: { RecordError: { type: 'object' } },
      paths: {},
    }),
    register(app: FastifyInstance) {
      app.get('/apps/records/me', (request) => ({ user: signedIn(request).user.name }));
      app.get('/v1/records/me', (request) => ({ user: signedIn(request).user.name }));
      app.get('/v1/records/held', async () => {
        await new Promise<void>((answer) => held.push(answer));
        return { held: true };
      });
      app.get<{ Querystring: { page?: string } }>('/v1/records', (request) => {
        if (request.query.page !== undefined && !/^\d+$/.test(request.query.page))
          throw new Refusal(400, CATEGORY.badParameter, 'page must be a number');
        return { records: made };
      });
      app.get('/v1/records/none', () => {
        throw new Refusal(404, CATEGORY.notFound, 'There is no such record');
      });
      app.get('/v1/records/broken', () => {
        throw new Error('secret detail');
      });
      app.post(
        '/v1/records',
        {
          onRequest: (request, _reply, done) =>
            done(mediaType(request) === 'application/json' ? undefined : refuse.mediaType()),
        },
        (request) => {
          const record = jsonBody(request, 'The request body is not JSON');
          if (typeof record !== 'object' || record === null || !('name' in record))
            throw new Refusal(400, CATEGORY.badValue, "'name' is missing");
          made.push(record);
          return { success: true };
        },
      );
    },
  };
}
