import type { FastifyRequest } from 'fastify';
import { type Authentication, type Identity, readCredentials } from './authentication.ts';
import { callerOf } from './caller.ts';
import type { Family } from './family.ts';
import { refuse } from './refusal.ts';

/**
 * Signs the caller of a family's route in and narrows its scope: 401, then 403, before the body is read
 * (platform.md §8). Bearer tokens are looked up at once, so that polling pays no promise.
 */
export function signIn(
  authentication: Authentication,
  request: FastifyRequest,
  done: (error?: Error) => void,
): void {
  const schemes = request.family?.credentials ?? [];
  if (schemes.length === 0) {
    done();
    return;
  }
  const found = identify(authentication, schemes, request.headers.authorization);
  if (found instanceof Promise) found.then((identity) => done(admit(request, identity)), done);
  else done(admit(request, found));
}

function admit(request: FastifyRequest, identity: Identity | undefined): Error | undefined {
  if (identity === undefined) return refuse.unauthenticated();
  const permission = request.family?.permission;
  if (permission !== undefined && !identity.user.permissions.includes(permission))
    return refuse.denied(`You do not have the permission ${permission}`);
  try {
    const { headers } = request;
    request.caller = callerOf(identity, headers['zuora-entity-ids'], headers['zuora-org-ids']);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function identify(
  authentication: Authentication,
  schemes: Family['credentials'],
  header: string | undefined,
): Identity | undefined | Promise<Identity | undefined> {
  const credentials = readCredentials(header);
  if (credentials === undefined || !schemes.includes(credentials.scheme)) return undefined;
  if (credentials.scheme === 'bearer') return authentication.bearer(credentials.token);
  return authentication.user(credentials.name, credentials.password);
}
