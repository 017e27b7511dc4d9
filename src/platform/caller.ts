import type { Scope } from '../sql/scope.ts';
import type { Identity } from './authentication.ts';
import { refuse } from './refusal.ts';

/** Who calls and what this request may see. */
export interface Caller extends Identity {
  readonly scope: Scope;
}

/**
 * The caller's scope, narrowed by `Zuora-Entity-Ids` and `Zuora-Org-Ids` (platform.md §3.1).
 * @throws Refusal 403 when a header names what the caller does not have; nothing else has happened by then
 */
export function callerOf(
  identity: Identity,
  entityHeader: string | readonly string[] | undefined,
  orgHeader: string | readonly string[] | undefined,
): Caller {
  if (entityHeader === undefined && orgHeader === undefined) return wholeCaller(identity);
  const { tenant, user } = identity;
  return {
    ...identity,
    scope: {
      tenant: tenant.name,
      entities: narrow(tenant.entities, entityHeader, sameEntity, 'entity'),
      orgs: narrow(user.orgs, orgHeader, (a, b) => a === b, 'org'),
      admin: user.admin,
    },
  };
}

/** Requests without these headers, nearly all, need no new objects. */
const whole = new WeakMap<Identity, Caller>();

function wholeCaller(identity: Identity): Caller {
  const before = whole.get(identity);
  if (before !== undefined) return before;
  const caller = callerOf(identity, '', '');
  whole.set(identity, caller);
  return caller;
}

function narrow(
  allowed: readonly string[],
  header: string | readonly string[] | undefined,
  same: (a: string, b: string) => boolean,
  what: string,
): readonly string[] {
  const asked = String(header ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (asked.length === 0) return allowed;
  return asked.map((id) => {
    const found = allowed.find((candidate) => same(candidate, id));
    if (found === undefined) throw refuse.denied(`You do not have access to the ${what} ${printable(id)}`);
    return found;
  });
}

/** Entity ids come with and without hyphens (platform.md §3.1). */
function sameEntity(a: string, b: string): boolean {
  return a.replaceAll('-', '').toLowerCase() === b.replaceAll('-', '').toLowerCase();
}

function printable(id: string): string {
  return id.length > 64 ? `${id.slice(0, 64)}…` : id;
}
