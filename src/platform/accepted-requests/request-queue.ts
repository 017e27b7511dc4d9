import type { FastifyReply, FastifyRequest } from 'fastify';
import { within } from '../../jobs/within.ts';
import type { AcceptedRequest, AcceptedRequests, RequestEnd } from '../../ports/accepted-requests.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Principals } from '../../ports/principals.ts';
import { StoreRefusal } from '../../ports/store.ts';
import { refusalOf } from '../errors/error-replies.ts';
import { refuse } from '../errors/refusal.ts';
import type { Family } from '../family.ts';
import { signedIn } from '../request-context.ts';
import type { Caller } from '../sign-in/caller.ts';
import type { RequestCallout } from './request-callout.ts';

/** Carried out or told of at the same time. */
const AT_ONCE = 20;
/** A step that takes longer than this may be taken again: carrying out and telling bear that. Business time. */
const TAKEN_FOR_MS = 120_000;
/** Pauses after failed tries to carry one out: a full queue has room again, a store comes back. Business time. */
const CARRY_OUT_PAUSES_MS: readonly number[] = [1_000, 5_000, 15_000, 60_000, 300_000, 900_000];
/** Pauses after failed tries to tell: as of callouts for jobs (aqua.md §4.4). Business time. */
const TELL_PAUSES_MS: readonly number[] = [5_000, 60_000];
/** After a failure of the store, and between removals of old ones; machine and business time. */
const LOOK_AGAIN_MS = 1_000;
const PURGE_EVERY_MS = 60_000;
const PURGE_BATCH = 1000;
/** A stop may take longer than the server's end; the next start goes on. Machine time. */
const CLOSE_WITHIN_MS = 1_000;
/** One more than may wait: told with a 429. */
const RETRY_AFTER_S = 5;

export interface RequestQueueParts {
  readonly requests: AcceptedRequests;
  /** Those that carry requests out. */
  readonly families: () => readonly Family[];
  readonly principals: Principals;
  readonly clock: Clock;
  /** Of one tenant; `undefined`: any number. */
  readonly mostWaiting: number | undefined;
  /** How long one is kept after its end, ms. */
  readonly lifeMs: number;
  /** Nobody is told when absent. */
  readonly callout: RequestCallout | undefined;
  /** Told of each that has ended. */
  readonly onEnded: (request: AcceptedRequest) => void;
  readonly onFailure: (error: unknown, request: AcceptedRequest | undefined, givenUp: boolean) => void;
}

/** Requests with `async: true`: answered when they are durable, carried out and told of afterwards. */
export class RequestQueue {
  readonly #parts: RequestQueueParts;
  /** By id and step. */
  readonly #underWay = new Map<string, Promise<void>>();
  #closing = new AbortController();
  #on = false;
  #looking: Promise<void> | undefined;
  #again = false;
  #timer: Timer | undefined;
  #purge: Timer | undefined;

  constructor(parts: RequestQueueParts) {
    this.#parts = parts;
  }

  /**
   * Keeps a request and answers the body of its 202. Under an `Idempotency-Key` the request and this reply become
   * durable together.
   * @throws Refusal 429 when too many of the tenant wait
   */
  async accept(request: FastifyRequest, reply: FastifyReply, family: string): Promise<string> {
    const { requests, clock, mostWaiting } = this.#parts;
    const { tenant, user, client, scope } = signedIn(request);
    const body = JSON.stringify({ request_id: request.id });
    reply.code(202).type('application/json; charset=utf-8');
    const kept = request.keyed?.kept(reply, body);
    const taken = {
      id: request.id,
      family,
      tenant: tenant.name,
      userId: user.id,
      ...(client !== undefined && { clientId: client.clientId }),
      scope,
      ...(request.trackId !== null && { trackId: request.trackId }),
      method: request.method,
      url: request.url,
      body: Buffer.isBuffer(request.body) ? request.body.toString() : '',
      at: clock.business.now(),
    };
    try {
      await requests.accept({
        request: taken,
        mostWaiting,
        ...(kept !== undefined && { reply: kept }),
      });
    } catch (error) {
      if (!(error instanceof StoreRefusal)) throw error;
      if (error.kind === 'queue-full')
        throw refuse.overLimit('As many requests of your tenant wait as may', RETRY_AFTER_S);
      // Another node had the key first; a retry of this request finds its reply.
      throw refuse.later('Another request had this Idempotency-Key first', error);
    }
    if (request.keyed !== null && kept !== undefined) request.keyed.stored = kept;
    this.wake();
    return body;
  }

  /** Goes on with what an earlier process left, or with what there is after a `stop`. */
  async start(): Promise<void> {
    const { requests, clock } = this.#parts;
    this.#closing = new AbortController();
    this.#on = true;
    await requests.release(clock.business.now());
    this.#purgeOld();
    this.wake();
  }

  /** Takes no more, and waits a moment for what is under way. */
  async stop(): Promise<void> {
    this.#on = false;
    this.#timer?.cancel();
    this.#purge?.cancel();
    this.#closing.abort();
    const idle = Promise.all([this.#looking, ...this.#underWay.values()]);
    await within(this.#parts.clock, CLOSE_WITHIN_MS, idle);
  }

  /** After a `stop`: resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    await Promise.all([this.#looking, ...this.#underWay.values()]);
  }

  /** There may be something due. */
  wake(): void {
    if (!this.#on) return;
    this.#again = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      if (this.#again) this.wake();
    });
  }

  async #look(): Promise<void> {
    const { requests, clock, onFailure } = this.#parts;
    try {
      while (this.#on && this.#again && this.#underWay.size < AT_ONCE) {
        this.#again = false;
        const now = clock.business.now();
        const limit = AT_ONCE - this.#underWay.size;
        const taken = await requests.take({ now, until: now + TAKEN_FOR_MS, limit });
        for (const request of taken) this.#begin(request);
        if (taken.length === limit) this.#again = true;
      }
      this.#wakeWhenDue();
    } catch (error) {
      onFailure(error, undefined, false);
      this.#wakeIn(LOOK_AGAIN_MS);
    }
    // Whatever ends next wakes it.
    if (this.#underWay.size >= AT_ONCE) this.#again = false;
  }

  #begin(request: AcceptedRequest): void {
    const { id, state } = request;
    const key = `${id} ${state}`;
    // Business time has jumped past the end of what it was taken for: it is not done twice for that.
    if (this.#underWay.has(key)) return;
    // One that has just been carried out may be taken to be told of before its first step is over.
    const work = (this.#underWay.get(`${id} waiting`) ?? Promise.resolve())
      .then(() => (state === 'waiting' ? this.#carryOut(request) : this.#tell(request)))
      .catch((error: unknown) => this.#parts.onFailure(error, request, false))
      .finally(() => {
        this.#underWay.delete(key);
        this.wake();
      });
    this.#underWay.set(key, work);
  }

  async #carryOut(request: AcceptedRequest): Promise<void> {
    const { requests, families, clock, onEnded, onFailure } = this.#parts;
    const family = families().find(({ name }) => name === request.family);
    const caller = this.#callerOf(request, family);
    const ending = (outcome: RequestEnd['outcome']): RequestEnd => this.#end(request, outcome);
    try {
      if (family?.carryOut === undefined || caller === undefined)
        await requests.end(
          ending({ state: 'failed', reasons: [{ message: 'Its user may not call any more' }] }),
        );
      else {
        const outcome = await family.carryOut(request, caller, ending);
        if (outcome !== 'ended') await requests.end(ending(outcome));
      }
    } catch (error) {
      if (this.#closing.signal.aborted) return requests.postpone(request.id, clock.business.now());
      const pause = CARRY_OUT_PAUSES_MS[request.tries];
      onFailure(error, request, pause === undefined);
      if (pause !== undefined) return requests.postpone(request.id, clock.business.now() + pause);
      const { message } = refusalOf(error);
      await requests.end(ending({ state: 'failed', reasons: [{ message }] }));
    }
    const ended = requests.get(request.id, 0);
    if (ended !== undefined) onEnded(ended);
  }

  #end(request: AcceptedRequest, outcome: RequestEnd['outcome']): RequestEnd {
    const { clock, lifeMs, callout } = this.#parts;
    const at = clock.business.now();
    return { id: request.id, outcome, at, expiresAt: at + lifeMs, tell: callout !== undefined };
  }

  /** As the caller was, unless the user, the client or the permission is gone since. */
  #callerOf(request: AcceptedRequest, family: Family | undefined): Caller | undefined {
    const { principals } = this.#parts;
    const user = principals.user(request.userId);
    const tenant = user && principals.tenant(user.tenant);
    const client = request.clientId === undefined ? undefined : principals.client(request.clientId);
    if (user === undefined || tenant === undefined) return undefined;
    if (request.clientId !== undefined && client === undefined) return undefined;
    if (family?.permission !== undefined && !user.permissions.includes(family.permission)) return undefined;
    return { tenant, user, ...(client !== undefined && { client }), scope: request.scope };
  }

  async #tell(request: AcceptedRequest): Promise<void> {
    const { requests, callout, clock, onFailure } = this.#parts;
    // The server was started again without an address to tell.
    if (callout === undefined) return requests.told(request.id, 'given-up');
    try {
      await callout(request, this.#closing.signal);
    } catch (error) {
      if (this.#closing.signal.aborted) return requests.postpone(request.id, clock.business.now());
      const pause = TELL_PAUSES_MS[request.tries];
      onFailure(error, request, pause === undefined);
      if (pause === undefined) return requests.told(request.id, 'given-up');
      return requests.postpone(request.id, clock.business.now() + pause);
    }
    await requests.told(request.id, 'delivered');
  }

  #wakeWhenDue(): void {
    const due = this.#on ? this.#parts.requests.nextDueAt() : undefined;
    if (due !== undefined) this.#wakeIn(Math.max(1, due - this.#parts.clock.business.now()));
  }

  #wakeIn(ms: number): void {
    this.#timer?.cancel();
    if (this.#on) this.#timer = this.#parts.clock.business.after(ms, () => this.wake());
  }

  #purgeOld(): void {
    const { requests, clock, onFailure } = this.#parts;
    requests
      .purge(clock.business.now(), PURGE_BATCH)
      .catch((error: unknown) => onFailure(error, undefined, false));
    this.#purge = clock.business.after(PURGE_EVERY_MS, () => this.#purgeOld());
  }
}
