import { randomUUID } from 'node:crypto';
import type {
  ClientRecord,
  PrincipalChange,
  PrincipalStore,
  TenantRecord,
  UserRecord,
} from '../../ports/principals.ts';
import { type Actor, inCharge, requireAdministrator, requireNoMoreThan } from './authority.ts';
import { madeEntity, ONLY_ORG } from './made-entity.ts';
import { madeSecret } from './made-secret.ts';
import type { Listed, PrincipalDirectory } from './principal-directory.ts';
import { PrincipalError } from './principal-error.ts';
import { hashSecret } from './secret-hash.ts';
import { userId } from './user-id.ts';

/** Forms are the caller's to check; what is absent takes its default. */
export interface AddPrincipal {
  readonly tenant: string;
  /** Makes the tenant: for the operator alone. */
  readonly newTenant?: boolean;
  /** Of a new tenant. */
  readonly zone?: string;
  readonly user: string;
  /** These three are of a new user; for one that exists they must be what it has. */
  readonly admin?: boolean;
  /** All of the tenant's that the actor has, when absent. Of a new tenant: its orgs too. */
  readonly orgs?: readonly string[];
  /** All that the actor has, when absent. */
  readonly permissions?: readonly string[];
  /** Whether to make a password too. */
  readonly password?: boolean;
  /** Of the new client; a made one when absent. That of a revoked client of the configuration brings it back. */
  readonly clientId?: string;
}

/** Secrets are here and nowhere else. */
export interface AddedPrincipal {
  readonly tenant: string;
  readonly user: string;
  readonly made: { readonly tenant: boolean; readonly user: boolean; readonly client: boolean };
  readonly clientId: string;
  /** Absent: the client is one of the configuration again, with the secret it has there. */
  readonly clientSecret?: string;
  readonly password?: string;
}

export interface PrincipalChangesParts {
  readonly directory: PrincipalDirectory;
  readonly store: Pick<PrincipalStore, 'change'>;
  /** All there are, of which a new user has as many as its maker. */
  readonly permissions: readonly string[];
  /** Of new tenants that name none. */
  readonly zone: string;
  /** Told of each tenant that was made, once it is durable. */
  readonly onTenant?: (tenant: TenantRecord) => void;
}

/**
 * Changes who may call, one change after the other, each durable and in force when it resolves.
 * All throw PrincipalError, and then nothing has changed.
 */
export class PrincipalChanges {
  readonly #parts: PrincipalChangesParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: PrincipalChangesParts) {
    this.#parts = parts;
  }

  /** Makes a client with a secret, and its user and tenant when missing. */
  add(asked: AddPrincipal, as: Actor): Promise<AddedPrincipal> {
    return this.#inTurn(as, async (actor) => {
      const { directory, onTenant } = this.#parts;
      const known = directory.tenant(asked.tenant);
      const tenant = this.#tenant(known, asked, actor);
      const found = directory.listedUser(asked.user);
      const user = this.#user(found, asked, tenant, actor);
      requireNoMoreThan(actor, user);
      const back = this.#comesBack(asked.clientId, user);
      const password = asked.password === true ? madeSecret() : undefined;
      if (password !== undefined && found?.configured === true) throw inConfiguration('password', user.name);
      const madeUser = found === undefined;
      const withPassword =
        password === undefined ? user : { ...user, passwordHash: await hashSecret(password) };
      const clientId = asked.clientId ?? randomUUID();
      const clientSecret = back ? undefined : madeSecret();
      await this.#change({
        put: {
          tenants: known === undefined ? [tenant] : [],
          users: madeUser || password !== undefined ? [withPassword] : [],
          clients:
            clientSecret === undefined
              ? []
              : [{ clientId, userId: user.id, secretHash: await hashSecret(clientSecret) }],
        },
        restored: { users: found?.revoked === true ? [user.id] : [], clients: back ? [clientId] : [] },
      });
      if (known === undefined) onTenant?.(tenant);
      return {
        tenant: tenant.name,
        user: user.name,
        made: { tenant: known === undefined, user: madeUser, client: !back },
        clientId,
        ...(clientSecret !== undefined && { clientSecret }),
        ...(password !== undefined && { password }),
      };
    });
  }

  /** A new secret for a client; the old one, and the tokens made by it, end. */
  rotateClient(clientId: string, as: Actor): Promise<{ clientId: string; clientSecret: string }> {
    return this.#inTurn(as, async (actor) => {
      const { client, user } = this.#client(clientId, actor);
      if (client.configured) throw inConfiguration('secret', clientId);
      requireNoMoreThan(actor, user);
      const clientSecret = madeSecret();
      const secretHash = await hashSecret(clientSecret);
      await this.#change({ put: { clients: [{ ...client.record, secretHash }] } });
      return { clientId, clientSecret };
    });
  }

  /** A new password for a user; the old one ends. */
  rotatePassword(name: string, as: Actor): Promise<{ user: string; password: string }> {
    return this.#inTurn(as, async (actor) => {
      const user = this.#activeUser(name, actor);
      if (user.configured) throw inConfiguration('password', name);
      requireNoMoreThan(actor, user.record);
      const password = madeSecret();
      await this.#change({ put: { users: [{ ...user.record, passwordHash: await hashSecret(password) }] } });
      return { user: user.record.name, password };
    });
  }

  /** Ends a client and its tokens. */
  revokeClient(clientId: string, as: Actor): Promise<{ clients: readonly string[] }> {
    return this.#inTurn(as, async (actor) => {
      const { client } = this.#client(clientId, actor);
      await this.#end([], [client]);
      return { clients: [clientId] };
    });
  }

  /** Ends a user with all its clients, tokens and its password. */
  revokeUser(name: string, as: Actor): Promise<{ user: string; clients: readonly string[] }> {
    return this.#inTurn(as, async (actor) => {
      const user = this.#activeUser(name, actor);
      const clients = this.#parts.directory
        .listed()
        .clients.filter(({ record, revoked }) => record.userId === user.record.id && !revoked);
      await this.#end([user], clients);
      return { user: user.record.name, clients: clients.map(({ record }) => record.clientId) };
    });
  }

  #tenant(known: TenantRecord | undefined, asked: AddPrincipal, actor: Actor): TenantRecord {
    const { tenant: name, newTenant = false } = asked;
    if (newTenant && actor !== 'operator')
      throw new PrincipalError('denied', 'Only the operator of the server makes tenants');
    if (known !== undefined && inCharge(actor, name)) {
      if (newTenant) throw new PrincipalError('conflict', `The tenant ${name} exists already`);
      return known;
    }
    if (!newTenant) {
      const hint = actor === 'operator' ? '; newTenant (--new-tenant) makes it' : '';
      throw new PrincipalError('unknown', `There is no tenant ${name}${hint}`);
    }
    const orgs = asked.orgs ?? [ONLY_ORG];
    return { name, zone: asked.zone ?? this.#parts.zone, entities: [madeEntity(name)], orgs };
  }

  /** The user that is there, or the one to make. */
  #user(
    found: Listed<UserRecord> | undefined,
    asked: AddPrincipal,
    tenant: TenantRecord,
    actor: Actor,
  ): UserRecord {
    if (found !== undefined) {
      if (found.record.tenant !== tenant.name)
        throw new PrincipalError('conflict', `The user name ${asked.user} is taken`);
      refuseOther(found.record, asked);
      return found.record;
    }
    const mine = (all: readonly string[], of: 'orgs' | 'permissions'): readonly string[] =>
      actor === 'operator' ? all : all.filter((one) => actor[of].includes(one));
    const orgs = asked.orgs ?? mine(tenant.orgs, 'orgs');
    const stranger = orgs.find((org) => !tenant.orgs.includes(org));
    if (stranger !== undefined)
      throw new PrincipalError(
        'bad',
        `orgs: "${stranger}" is no org of ${tenant.name}; it has ${tenant.orgs.join(', ')}`,
      );
    return {
      id: userId(tenant.name, asked.user),
      tenant: tenant.name,
      name: asked.user,
      admin: asked.admin ?? false,
      orgs,
      permissions: asked.permissions ?? mine(this.#parts.permissions, 'permissions'),
    };
  }

  /** Whether the id is that of the user's own client in the configuration, revoked before. */
  #comesBack(clientId: string | undefined, user: UserRecord): boolean {
    const there = clientId === undefined ? undefined : this.#parts.directory.listedClient(clientId);
    if (there === undefined) return false;
    if (there.revoked && there.record.userId === user.id) return true;
    throw new PrincipalError('conflict', `The client id ${clientId} is taken`);
  }

  /** @throws PrincipalError `unknown`, also for one that the actor is not in charge of */
  #activeUser(name: string, actor: Actor): Listed<UserRecord> {
    const found = this.#parts.directory.listedUser(name);
    if (found === undefined || found.revoked || !inCharge(actor, found.record.tenant))
      throw new PrincipalError('unknown', `There is no user ${name}`);
    return found;
  }

  #client(clientId: string, actor: Actor): { client: Listed<ClientRecord>; user: UserRecord } {
    const { directory } = this.#parts;
    const client = directory.listedClient(clientId);
    const user = client && !client.revoked ? directory.user(client.record.userId) : undefined;
    if (client === undefined || user === undefined || !inCharge(actor, user.tenant))
      throw new PrincipalError('unknown', `There is no client ${clientId}`);
    return { client, user };
  }

  #end(users: readonly Listed<UserRecord>[], clients: readonly Listed<ClientRecord>[]): Promise<void> {
    const ids = (onlyConfigured: boolean) => ({
      users: users.filter((one) => one.configured || !onlyConfigured).map(({ record }) => record.id),
      clients: clients
        .filter((one) => one.configured || !onlyConfigured)
        .map(({ record }) => record.clientId),
    });
    // A configured one may have been added before it was configured: then it is kept as well.
    return this.#change({ removed: ids(false), revoked: ids(true) });
  }

  #change(change: PrincipalChange): Promise<void> {
    return this.#parts.store.change(change);
  }

  /** An earlier change may have been the end of this one's actor: nobody revoked leaves a way in behind. */
  #asOfNow(actor: Actor): Actor {
    if (actor === 'operator') return actor;
    const { directory } = this.#parts;
    const { client } = actor;
    const user = directory.user(actor.id);
    if (client !== undefined && directory.client(client.clientId)?.secretHash !== client.secretHash)
      throw new PrincipalError('denied', 'Your client was revoked, or has a new secret');
    if (user === undefined) throw new PrincipalError('denied', 'You were revoked');
    return user;
  }

  #inTurn<T>(as: Actor, run: (actor: Actor) => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      const actor = this.#asOfNow(as);
      requireAdministrator(actor);
      return run(actor);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function refuseOther(user: UserRecord, { admin, orgs, permissions }: AddPrincipal): void {
  const other =
    (admin !== undefined && admin !== user.admin && 'admin') ||
    (orgs !== undefined && !sameSet(orgs, user.orgs) && 'orgs') ||
    (permissions !== undefined && !sameSet(permissions, user.permissions) && 'permissions');
  if (other !== false)
    throw new PrincipalError(
      'conflict',
      `The user ${user.name} exists with other ${other === 'admin' ? 'rights (admin)' : other}: ` +
        'leave them out for one more client, or revoke the user first',
    );
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return new Set(a).size === new Set(b).size && a.every((one) => b.includes(one));
}

function inConfiguration(what: 'secret' | 'password', name: string): PrincipalError {
  return new PrincipalError(
    'conflict',
    `The ${what} of ${name} comes from the configuration: change it there and start the server again. ` +
      'Revoking it works at once',
  );
}
