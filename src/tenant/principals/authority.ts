import type { ClientRecord, UserRecord } from '../../ports/principals.ts';
import { PrincipalError } from './principal-error.ts';

/** A user, and the client by which it signed in, if not by its password. */
export interface ActingUser extends UserRecord {
  readonly client?: ClientRecord | undefined;
}

/** Who changes principals: whoever can read the data directory, or a user. */
export type Actor = 'operator' | ActingUser;

/** @throws PrincipalError `denied` for a user who is no administrator */
export function requireAdministrator(actor: Actor): void {
  if (actor !== 'operator' && !actor.admin)
    throw new PrincipalError('denied', 'Only administrators see and change principals');
}

/** The operator is in charge of every tenant, an administrator of its own. Others are as if they did not exist. */
export function inCharge(actor: Actor, tenant: string): boolean {
  return actor === 'operator' || actor.tenant === tenant;
}

/**
 * Whoever holds a user's secret can do what the user can. So nobody hands one out for a user who can do more than
 * oneself.
 * @throws PrincipalError `denied`
 */
export function requireNoMoreThan(
  actor: Actor,
  user: Pick<UserRecord, 'name' | 'orgs' | 'permissions'>,
): void {
  if (actor === 'operator') return;
  const org = user.orgs.find((one) => !actor.orgs.includes(one));
  const permission = user.permissions.find((one) => !actor.permissions.includes(one));
  const more = org === undefined ? permission && `the permission ${permission}` : `the org ${org}`;
  if (more !== undefined)
    throw new PrincipalError('denied', `${user.name} would have ${more}, which you do not have yourself`);
}
