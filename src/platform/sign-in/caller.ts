import type { IncomingHttpHeaders } from 'node:http';
import type { Principals } from '../../ports/principals.ts';
import type { Scope } from '../../sql/scope.ts';
import { CATEGORY, Refusal, refuse } from '../errors/refusal.ts';
import type { Identity } from './authentication.ts';
import { entityHeaders, listed, sameEntity } from './entity-headers.ts';

/** Who calls and what this request may see. */
export interface Caller extends Identity {
  readonly scope: Scope;
}

/**
 * The caller's scope, narrowed by the entity and org headers (platform.md §3.1).
 * @throws Refusal 403 when a header names what the caller does not have, 400 when two contradict each other; nothing
 *   else has happened by then
 */
export function callerOf(identity: Identity, headers: IncomingHttpHeaders): Caller {
  const entity = entityHeaders(headers);
  const orgs = headers['zuora-org-ids'];
  if (entity === undefined && orgs === undefined) return wholeCaller(identity);
  if (entity?.contradictory === true)
    throw new Refusal(400, CATEGORY.badValue, 'entityId and entityName must not be sent together');
  const { tenant, user } = identity;
  return {
    ...identity,
    scope: {
      tenant: tenant.name,
      entities: narrow(entitiesOf(identity), entity?.asked, sameEntity, 'entity'),
      orgs: narrow(user.orgs, orgs, (a, b) => a === b, 'org'),
      admin: user.admin,
    },
  };
}

/**
 * Whether who signed in before could do so again: for answers that go on, and bodies that took their time. A client with
 * a new secret is another, and so is a user by an old password.
 */
export function mayStillCall(principals: Principals, { user, client }: Identity): boolean {
  const now = principals.user(user.id);
  if (now === undefined) return false;
  if (client === undefined) return now.passwordHash === user.passwordHash;
  return principals.client(client.clientId)?.secretHash === client.secretHash;
}

/** Requests without these headers, nearly all, need no new objects. */
const whole = new WeakMap<Identity, Caller>();

function wholeCaller(identity: Identity): Caller {
  const before = whole.get(identity);
  if (before !== undefined) return before;
  const { tenant, user } = identity;
  const entities = entitiesOf(identity);
  const scope = { tenant: tenant.name, entities, orgs: user.orgs, admin: user.admin };
  const caller = { ...identity, scope };
  whole.set(identity, caller);
  return caller;
}

function entitiesOf({ tenant, entity }: Identity): readonly string[] {
  return entity === undefined ? tenant.entities : [entity];
}

function narrow(
  allowed: readonly string[],
  header: string | readonly string[] | undefined,
  same: (a: string, b: string) => boolean,
  what: string,
): readonly string[] {
  const asked = listed(String(header ?? ''));
  if (asked.length === 0) return allowed;
  return asked.map((id) => {
    const found = allowed.find((candidate) => same(candidate, id));
    if (found === undefined) throw refuse.denied(`You do not have access to the ${what} ${printable(id)}`);
    return found;
  });
}

function printable(id: string): string {
  return id.length > 64 ? `${id.slice(0, 64)}…` : id;
}
