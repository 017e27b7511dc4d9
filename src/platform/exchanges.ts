import type { FastifyInstance } from 'fastify';
import type { MachineTime } from '../ports/clock.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { EndedRequest } from './ended-request.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of its answer, where that is no stream. A map by request would have the collector look at each of them. */
    answerBody: string | Buffer | null;
  }
  interface FastifyContextConfig {
    /** `false`: nobody is told of its exchanges. */
    readonly exchanges?: false;
  }
}

/**
 * Has somebody told of each request with its answer, bodies included. To be called before what packs answers. What the
 * operator asks is nobody's business but his: it is about all tenants.
 * @returns to be told of each request that has ended
 */
export function watchExchanges(
  app: FastifyInstance,
  time: MachineTime,
  tell: (exchange: Exchange) => void,
): (ended: EndedRequest) => void {
  app.decorateRequest('answerBody', null);
  app.addHook('onSend', (request, _reply, payload, done) => {
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) request.answerBody = payload;
    done(null, payload);
  });
  return ({ request, reply, config, answered, ms }) => {
    if (config.exchanges === false || request.operator) return;
    const { caller, audited, body, answerBody } = request;
    const sent = request.method === 'HEAD' ? null : answerBody;
    tell({
      requestId: request.id,
      at: time.now(),
      ms: Math.round(ms),
      tenant: caller?.tenant.name ?? audited?.tenant,
      user: caller?.user.name ?? audited?.user,
      signedIn: caller !== null,
      trackId: request.trackId ?? undefined,
      job: audited?.job,
      method: request.method,
      url: request.url,
      status: reply.statusCode,
      answered,
      request: { headers: request.headers, ...(Buffer.isBuffer(body) && { body }) },
      answer: { headers: reply.getHeaders(), ...(sent !== null && { body: sent }) },
    });
  };
}
