import type { FastifyInstance } from 'fastify';
import type { Principals } from '../../ports/principals.ts';
import { refuse } from '../errors/refusal.ts';
import { mayStillCall } from './caller.ts';

/**
 * A body may take two minutes to arrive, and its caller is known before: who was revoked meanwhile is refused like
 * whoever comes afterwards. To be called before any hook that answers from what a caller did earlier.
 */
export function refuseRevokedCallers(app: FastifyInstance, principals: Principals): void {
  app.addHook('preValidation', ({ body, caller }, _reply, next) => {
    const gone = body !== undefined && caller !== null && !mayStillCall(principals, caller);
    next(gone ? refuse.unauthenticated() : undefined);
  });
}
