import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type {
  GatedRequest,
  RequestFault,
  RequestGate,
  RequestGates,
  RequestVerdict,
} from '../../ports/request-gates.ts';
import type { ErrorReply } from '../errors/error-replies.ts';
import { CATEGORY, Refusal, refuse } from '../errors/refusal.ts';
import { cutOff, drop } from './cut-off.ts';
import { broughtBy, callOf, gatedRequest } from './gated-request.ts';

export interface GateParts {
  readonly gates: RequestGates;
  /** Ends a token for good. */
  readonly expire: (authorization: string | undefined) => void;
  /** How the family of a request words a refusal. */
  readonly worded: (refusal: Refusal, request: FastifyRequest) => ErrorReply;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the gates have had their last word on it. */
    pastGates: boolean;
    /** As the gates see it, once they have. */
    gated: GatedRequest | null;
  }
}

/** Whatever rules there are: a submit is known by its family later, and a stop lets go what is held until one is asked for. */
const ALWAYS_ASKED: ReadonlySet<string | undefined> = new Set(['submit', 'stop']);

/** Told with a 429 or a 503 of which nothing else is said, seconds. */
const RETRY_AFTER = 1;

/**
 * Has each request pass the gates of a lab: `request` once it is known whose it is, within its limits and the first of its
 * idempotency key; `before-acknowledge` when all that it tells of is durable. To be called after the hooks that keep
 * replies, and before those that pack them.
 */
export function passGates(app: FastifyInstance, { gates, expire, worded }: GateParts): void {
  app.decorateRequest('pastGates', false);
  app.decorateRequest('gated', null);

  app.addHook('preHandler', (request, reply, next) => {
    if (unasked('request', request) && broughtBy(request) === undefined && !ALWAYS_ASKED.has(callOf(request)))
      return next();
    request.gated = gatedRequest(request);
    const passage = gates.enter(request.gated, goneOf(reply));
    if (passage === undefined) return next();
    passage.then(
      (verdict) => next(entered(verdict, request, reply)),
      (error: Error) => next(error),
    );
  });

  function unasked(at: RequestGate, { trackId, family, method }: FastifyRequest): boolean {
    return !gates.mayAct(at, { trackId: trackId ?? undefined, family: family?.name, method });
  }

  /** @returns why it goes no further */
  function entered(verdict: RequestVerdict, request: FastifyRequest, reply: FastifyReply): Error | undefined {
    if (verdict.rules !== undefined) reply.header('sluice-lab-rules', verdict.rules.join(', '));
    if (verdict.truncate !== undefined) cutOff(reply.raw, verdict.truncate);
    if (verdict.drop === true) {
      request.pastGates = true;
      drop(reply.raw);
      return DROPPED;
    }
    if (verdict.expireToken === true) {
      expire(request.headers.authorization);
      return refuse.unauthenticated();
    }
    return verdict.refuse && refusalOf(verdict.refuse, request);
  }

  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.pastGates || unasked('before-acknowledge', request)) return done(null, payload);
    request.pastGates = true;
    const passage = gates.leave(request.gated ?? gatedRequest(request), goneOf(reply));
    if (passage === undefined) return done(null, payload);
    passage.then(
      (verdict) => done(null, left(verdict, request, reply, payload)),
      (error: Error) => done(error),
    );
  });

  /** @returns what leaves in the place of the answer */
  function left(
    verdict: RequestVerdict,
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
  ): unknown {
    if (verdict.drop === true) drop(reply.raw);
    if (verdict.truncate !== undefined) cutOff(reply.raw, verdict.truncate);
    if (verdict.refuse === undefined) return payload;
    if (isStream(payload)) payload.destroy();
    const ready = worded(refusalOf(verdict.refuse, request), request);
    for (const name of OF_THE_BODY) reply.removeHeader(name);
    reply.code(ready.status).headers(ready.headers);
    return ready.body;
  }
}

/** Nobody reads it; of this kind, so that no reply is kept under a key that the request brought. */
const DROPPED = new Refusal(409, CATEGORY.contention, 'The lab has closed the connection');

const OF_THE_BODY = [
  'content-type',
  'content-length',
  'content-disposition',
  'content-range',
  'accept-ranges',
  'etag',
  'location',
];

function refusalOf(fault: RequestFault, request: FastifyRequest): Refusal {
  const { code, status, message, parameter } = fault;
  const after = fault.retryAfter ?? (status === 429 || status === 503 ? RETRY_AFTER : undefined);
  const headers = after === undefined ? {} : { 'retry-after': String(after) };
  const faults = request.family?.faults;
  if (code !== undefined && faults?.refusals.includes(code) === true)
    return faults.refusal(code, request, { ...fault, headers });
  return plain(status ?? 500, message ?? 'The lab refused this request', {
    headers,
    ...(parameter !== undefined && { parameter }),
  });
}

function plain(status: number, message: string, options: ConstructorParameters<typeof Refusal>[3]): Refusal {
  const category = CATEGORIES[status] ?? (status < 500 ? CATEGORY.badValue : CATEGORY.internal);
  return new Refusal(status, category, message, options);
}

const CATEGORIES: Readonly<Record<number, number>> = {
  401: CATEGORY.unauthenticated,
  403: CATEGORY.denied,
  404: CATEGORY.notFound,
  409: CATEGORY.contention,
  429: CATEGORY.limit,
  503: CATEGORY.temporary,
};

/** Made only where something may wait. */
function goneOf(reply: FastifyReply): () => AbortSignal {
  return () => {
    const gone = new AbortController();
    if (reply.raw.destroyed) gone.abort();
    else reply.raw.once('close', () => gone.abort());
    return gone.signal;
  };
}

function isStream(payload: unknown): payload is { destroy(): void } {
  return typeof payload === 'object' && payload !== null && 'destroy' in payload;
}
