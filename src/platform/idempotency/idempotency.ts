import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Choices } from '../../config/choices.ts';
import type { Time } from '../../ports/clock.ts';
import type { KeptReplies, KeptReply, KeyedRequest } from '../../ports/kept-replies.ts';
import { CATEGORY, Refusal } from '../errors/refusal.ts';
import { keyedRequest, keyOf } from './idempotency-key.ts';

/** How soon a retry of a request still running may find its reply, seconds (platform.md §6). */
const RETRY_AFTER = '1';

export interface IdempotencyParts {
  readonly replies: KeptReplies;
  readonly time: Time;
  readonly lifeMs: number;
  readonly choices: Choices;
  /** Told when a reply could not be kept: it leaves all the same, because what it tells of is done. */
  readonly onFailure: (error: unknown, requestId: string) => void;
}

/** The first request under its key, until it is answered. */
export class Keyed {
  readonly request: KeyedRequest;
  readonly #choices: Choices;
  /** The reply that is in the store already: with the job it tells of, or as somebody else's. */
  stored: KeptReply | undefined;

  constructor(request: KeyedRequest, choices: Choices) {
    this.request = request;
    this.#choices = choices;
  }

  /** The reply as it would leave now with this body. */
  kept(reply: FastifyReply, body: string, job?: string): KeptReply {
    const headers = keptHeaders(reply);
    return { ...this.request, status: reply.statusCode, headers, body, ...(job !== undefined && { job }) };
  }

  /**
   * Makes the reply the one that was kept; answers its body.
   * @throws Refusal 422 when it was the reply to another kind of request
   */
  replay(kept: KeptReply, reply: FastifyReply): string {
    const { method, path, sentSha256 } = this.request;
    if (kept.method !== method || kept.path !== path)
      throw misused(`it was used for ${kept.method} ${kept.path}`);
    if (this.#choices['platform.strictIdempotencyBody'] === 'on' && kept.sentSha256 !== sentSha256)
      throw misused('it was used with another body');
    this.stored = kept;
    reply.request.audited = { ...(kept.job !== undefined && { job: kept.job }), detail: { replayed: true } };
    const status = this.#choices['platform.replayStatus409'] === 'on' ? 409 : kept.status;
    reply.code(status).headers(kept.headers);
    return kept.body;
  }
}

/**
 * `Idempotency-Key` on every POST and PATCH of a signed-in caller (platform.md §6): the first reply is kept before it
 * leaves, a retry is given the same one. Comes between the body's arrival and a look into it (§8). What is under way is
 * known to this process alone: between processes, and after a crash, the store decides.
 *
 * To be called before any hook that changes what leaves (compression).
 */
export function keepReplies(app: FastifyInstance, parts: IdempotencyParts): void {
  const { replies, time, lifeMs, choices, onFailure } = parts;
  const underWay = new Set<string>();
  const place = ({ scope, key }: KeyedRequest): string => `${scope} ${key}`;
  app.decorateRequest('keyed', null);
  app.decorateRequest('refusal', null);

  app.addHook('preValidation', (request, reply, next) => {
    const key = keyOf(request);
    if (key === undefined) return next();
    const now = time.now();
    const keyed = new Keyed(keyedRequest(request, key, { now, lifeMs }), choices);
    if (underWay.has(place(keyed.request))) throw inProgress();
    const kept = replies.get(keyed.request.scope, key, now);
    if (kept !== undefined) {
      const body = keyed.replay(kept, reply);
      reply.send(body === '' ? undefined : body);
      return;
    }
    underWay.add(place(keyed.request));
    request.keyed = keyed;
    next();
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    const { keyed } = request;
    if (keyed === null) return done(null, payload);
    request.keyed = null;
    const leave = (): void => {
      underWay.delete(place(keyed.request));
      done(null, payload);
    };
    const kept = replyToKeep(keyed, reply, payload);
    if (kept === undefined) return leave();
    replies
      .keep([kept])
      .catch((error: unknown) => onFailure(error, request.id))
      .then(leave);
  });
}

/** `undefined`: nothing to keep, or it is kept already. Streams are not kept. */
function replyToKeep(keyed: Keyed, reply: FastifyReply, payload: unknown): KeptReply | undefined {
  if (isPassing(reply.statusCode, reply.request.refusal)) return undefined;
  if (typeof payload !== 'string' && payload !== undefined && payload !== null) return undefined;
  const { stored } = keyed;
  const body = payload ?? '';
  if (stored !== undefined) {
    const someoneElses = stored.requestId !== keyed.request.requestId;
    if (someoneElses || (stored.body === body && stored.status === reply.statusCode)) return undefined;
  }
  return keyed.kept(reply, body, stored?.job);
}

/** Of these a refusal says nothing about the request: the same one may work later. */
const PASSING: ReadonlySet<number> = new Set([
  CATEGORY.unauthenticated,
  CATEGORY.contention,
  CATEGORY.internal,
  CATEGORY.temporary,
  CATEGORY.limit,
]);

/**
 * Whether a retry may end otherwise, so that the reply is not kept: 401, refusals for load, faults of the server. The
 * refusal's category counts whatever status its family puts on the wire.
 */
function isPassing(status: number, refusal: Refusal | null): boolean {
  return (
    status === 401 || status === 429 || status >= 500 || (refusal !== null && PASSING.has(refusal.category))
  );
}

/** Every reply gets these anew. */
const ANEW =
  /^(?:(?:x-)?ratelimit-.*|concurrency-limit-.*|access-control-.*|content-(?:length|encoding)|zuora-track-id|vary|date|connection|keep-alive|transfer-encoding)$/;

function keptHeaders(reply: FastifyReply): Readonly<Record<string, string>> {
  const headers = Object.entries(reply.getHeaders()).filter(([name]) => !ANEW.test(name));
  return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
}

function inProgress(): Refusal {
  return new Refusal(409, CATEGORY.contention, 'A request with the same idempotency key is in progress', {
    headers: { 'retry-after': RETRY_AFTER },
  });
}

function misused(how: string): Refusal {
  return new Refusal(
    422,
    CATEGORY.rule,
    `This Idempotency-Key cannot be used here: ${how}. Send a new key with a new request`,
    { parameter: 'idempotency-key' },
  );
}
