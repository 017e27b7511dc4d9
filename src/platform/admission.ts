import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Choices } from '../config/choices.ts';
import { CATEGORY, Refusal, refuse } from './errors/refusal.ts';
import type { Family } from './family.ts';
import type { Concurrency, Running } from './limits/concurrency.ts';
import type { Connections } from './limits/connections.ts';
import type { RateHeaders, RateWindows } from './limits/rate-windows.ts';
import type { BodyMemory } from './request-body.ts';
import type { Authentication, Identity } from './sign-in/authentication.ts';
import { callerOf } from './sign-in/caller.ts';
import { entityNamed } from './sign-in/entity-headers.ts';
import { credentialsOf, identify } from './sign-in/sign-in.ts';

export interface AdmissionParts {
  readonly authentication: Authentication;
  readonly rates: RateWindows;
  readonly concurrency: Concurrency;
  readonly connections: Connections;
  readonly bodies: BodyMemory;
  readonly choices: Choices;
}

/** Told with a 429 for too many at once: a place is free as soon as any request has been answered. */
const PLACE_IS_FREE_AFTER_S = 1;

/**
 * What each request of a family's routes passes once its path and method are known and before its body is read, in
 * this order: who calls (401), rates, then concurrency (429), permission, entity and orgs (403) (platform.md §8).
 */
export function admission(family: Family, parts: AdmissionParts): onRequestHookHandler {
  const { authentication, rates, concurrency, connections, bodies, choices } = parts;
  const kinds = credentialsOf(family, choices);
  const counts = family.countsRequests !== false;
  const strictTrackId = choices['platform.strictTrackId'] === 'on';
  const hasV1Paths = family.prefixes.some(isV1);
  const type = family.concurrency ?? 'Default';

  /** @returns why the request goes no further */
  function admit(
    request: FastifyRequest,
    reply: FastifyReply,
    identity: Identity | undefined,
  ): Error | undefined {
    const rate = counts ? rates.count(identity?.tenant.name) : undefined;
    if (rate !== undefined) tellRate(reply, rate.headers);
    if (request.operator) hold(request);
    else if (kinds.length > 0) {
      if (identity === undefined) return refuse.unauthenticated();
      const refusal =
        rate?.retryAfter === undefined
          ? (enter(request, reply, identity) ?? permit(request, identity))
          : refuse.overLimit('The number of requests has reached the limit', rate.retryAfter);
      if (refusal !== undefined) {
        // There is no caller yet: the audit log still says whose request it was.
        const { tenant, user, client } = identity;
        request.audited = {
          tenant: tenant.name,
          user: user.name,
          ...(client && { client: client.clientId }),
        };
        return refusal;
      }
    }
    if (strictTrackId && request.trackId === null && request.headers['zuora-track-id'] !== undefined)
      return malformedTrackId();
    return undefined;
  }

  /** Holds a place among the requests being answered, until this one's answer has left or its client has. */
  function enter(request: FastifyRequest, reply: FastifyReply, identity: Identity): Error | undefined {
    const told = hasV1Paths && isV1(request.routeOptions.url);
    const counted = counts && (concurrency.refuses || told) && request.routeOptions.config.streams !== true;
    const running = counted ? concurrency.of(whoOf(request, identity), type) : undefined;
    const entered = running?.enter();
    if (running !== undefined && told) tellConcurrency(reply, running);
    hold(request, entered === true ? running : undefined);
    if (entered !== false) return undefined;
    return refuse.overLimit(
      'The number of requests at the same time has reached the limit',
      PLACE_IS_FREE_AFTER_S,
    );
  }

  function hold(request: FastifyRequest, running?: Running): void {
    request.letGo = connections.hold(request.raw, () => {
      running?.leave();
      bodies.giveBack(request);
    });
  }

  function permit(request: FastifyRequest, identity: Identity): Error | undefined {
    const { permission } = family;
    if (permission !== undefined && !identity.user.permissions.includes(permission))
      return refuse.denied(`You do not have the permission ${permission}`);
    try {
      request.caller = callerOf(identity, request.headers);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  return (request, reply, next) => {
    request.family = family;
    request.operator =
      family.takesOperator === true && authentication.isOperator(request.headers.authorization);
    const found =
      kinds.length === 0 || request.operator ? undefined : identify(authentication, kinds, request);
    if (!(found instanceof Promise)) return next(admit(request, reply, found));
    found.then(
      (identity) => next(admit(request, reply, identity)),
      (error: Error) => {
        if (counts) tellRate(reply, rates.count(undefined).headers);
        next(error);
      },
    );
  };
}

/** Whose requests count together: the tenant's, or those of the entity where it has several (platform.md §7). */
function whoOf({ headers }: FastifyRequest, { tenant, entity }: Identity): string {
  if (tenant.entities.length < 2) return tenant.name;
  return entity ?? entityNamed(tenant, headers) ?? tenant.name;
}

export function tellRate(reply: FastifyReply, { limit, remaining, reset }: RateHeaders): void {
  reply
    .header('ratelimit-limit', limit)
    .header('ratelimit-remaining', remaining)
    .header('ratelimit-reset', reset);
}

function tellConcurrency(reply: FastifyReply, running: Running): void {
  reply
    .header('concurrency-limit-type', running.type)
    .header('concurrency-limit-limit', running.limit)
    .header('concurrency-limit-remaining', running.remaining());
}

function isV1(path: string | undefined): boolean {
  return path?.startsWith('/v1/') === true;
}

function malformedTrackId(): Refusal {
  return new Refusal(
    400,
    CATEGORY.badValue,
    'Zuora-Track-Id must be at most 64 US-ASCII characters without : ; " and \'',
    { parameter: 'zuora-track-id' },
  );
}
