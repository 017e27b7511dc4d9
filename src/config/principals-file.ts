import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { badValue, ConfigError } from './config-error.ts';
import { parseYaml } from './parse-yaml.ts';
import { FORMS, knownZone, type NameForm, PERMISSIONS } from './principal-forms.ts';

/** Tenants, users and OAuth clients as an operator writes them (operating.md §3), checked but not yet hashed. */
export interface ConfiguredPrincipals {
  readonly tenants: readonly ConfiguredTenant[];
}

export interface ConfiguredTenant {
  readonly name: string;
  readonly zone: string | undefined;
  /** Empty: one is made. */
  readonly entities: readonly string[];
  /** Empty: one is made. */
  readonly orgs: readonly string[];
  /** An OpenPGP key, armored or base64 of its binary form; not looked at yet. */
  readonly pgpPublicKey: string | undefined;
  readonly users: readonly ConfiguredUser[];
  readonly clients: readonly ConfiguredClient[];
}

/** In clear text, or hashed as `scrypt$N$r$p$salt$hash`. */
export type ConfiguredSecret = { readonly clear: string } | { readonly hash: string };

export interface ConfiguredUser {
  readonly name: string;
  readonly secret: ConfiguredSecret;
  readonly admin: boolean;
  /** `undefined`: all of the tenant's. */
  readonly orgs: readonly string[] | undefined;
  readonly permissions: readonly string[];
}

export interface ConfiguredClient {
  readonly clientId: string;
  readonly secret: ConfiguredSecret;
  /** Name of a user of the same tenant. */
  readonly user: string;
}

const UUID: NameForm = {
  form: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  allowed: 'lower-case UUIDs',
};
const ANY_TEXT = /./;
const PGP_ARMOR = '-----BEGIN PGP';
const HASH = /^scrypt\$\d+\$\d+\$\d+\$[A-Za-z0-9+/]+=*\$[A-Za-z0-9+/]+=*$/;

/**
 * @param given what stands under `principals`: a map, or the name of a file that holds it
 * @param directory where names of files start that stand in the map; those of a file start where it lies
 * @throws ConfigError that names the place, the value and what is allowed; it never repeats a secret
 */
export function readPrincipals(given: unknown, where: string, directory = '.'): ConfiguredPrincipals {
  const files = typeof given === 'string' ? dirname(given) : directory;
  const root = new Place(typeof given === 'string' ? readFile(given, where) : given, where);
  root.only(['tenants']);
  const tenants = root.list('tenants', (tenant) => readTenant(tenant, files));
  refuseTwice(
    tenants.map(({ name }) => name),
    `${where}.tenants`,
    'tenant',
  );
  refuseTwice(
    tenants.flatMap(({ users }) => users.map(({ name }) => name.toLowerCase())),
    `${where}.tenants`,
    'user',
  );
  refuseTwice(
    tenants.flatMap(({ clients }) => clients.map(({ clientId }) => clientId)),
    `${where}.tenants`,
    'clientId',
  );
  return { tenants };
}

function readFile(path: string, where: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${where}: cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
  const content = parseYaml(text, `${where}: ${path}`);
  // Both the map itself and a file with the key `principals` are taken.
  const { principals = content } = (content ?? {}) as { readonly principals?: unknown };
  return principals;
}

/** @param directory where names of files start */
function readTenant(place: Place, directory: string): ConfiguredTenant {
  place.only(['name', 'zone', 'entities', 'orgs', 'pgpPublicKey', 'users', 'clients']);
  const orgs = place.texts('orgs', FORMS.org) ?? [];
  const users = place.list('users', (user) => readUser(user, orgs));
  return {
    name: place.text('name', FORMS.tenant),
    zone: place.zone('zone'),
    entities: place.texts('entities', UUID) ?? [],
    orgs,
    pgpPublicKey: place.pgpKey('pgpPublicKey', directory),
    users,
    clients: place.list('clients', (client) => readClient(client, users)),
  };
}

function readUser(place: Place, tenantOrgs: readonly string[]): ConfiguredUser {
  place.only(['name', 'password', 'passwordHash', 'admin', 'orgs', 'permissions']);
  const orgs = place.texts('orgs', { form: ANY_TEXT, allowed: 'orgs of the tenant' });
  const stranger = orgs?.find((org) => !tenantOrgs.includes(org));
  if (stranger !== undefined)
    throw badValue(
      `${place.where}.orgs`,
      stranger,
      `orgs of the tenant (${tenantOrgs.join(', ') || 'none'})`,
    );
  return {
    name: place.text('name', FORMS.user),
    secret: place.secret('password', 'passwordHash', 1024),
    admin: place.flag('admin'),
    orgs,
    permissions: place.texts('permissions', FORMS.permission) ?? PERMISSIONS,
  };
}

function readClient(place: Place, users: readonly ConfiguredUser[]): ConfiguredClient {
  place.only(['clientId', 'clientSecret', 'secretHash', 'user']);
  const user = place.text('user', { form: ANY_TEXT, allowed: 'the name of a user' });
  if (!users.some(({ name }) => name === user))
    throw badValue(
      `${place.where}.user`,
      user,
      `a user of the tenant (${users.map(({ name }) => name).join(', ')})`,
    );
  return {
    clientId: place.text('clientId', FORMS.clientId),
    secret: place.secret('clientSecret', 'secretHash', 42),
    user,
  };
}

function refuseTwice(names: readonly string[], where: string, what: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ConfigError(`${where}: the ${what} "${twice}" is given twice`);
}

/** One map of the file, read key by key. */
class Place {
  readonly where: string;
  readonly #map: Readonly<Record<string, unknown>>;

  constructor(value: unknown, where: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ConfigError(`${where}: expected a map`);
    this.#map = value as Readonly<Record<string, unknown>>;
    this.where = where;
  }

  only(keys: readonly string[]): void {
    const other = Object.keys(this.#map).find((key) => !keys.includes(key));
    if (other !== undefined)
      throw new ConfigError(`${this.where}.${other}: unknown key; known are ${keys.join(', ')}`);
  }

  list<T>(key: string, read: (place: Place) => T): readonly T[] {
    const value = this.#map[key] ?? [];
    if (!Array.isArray(value)) throw new ConfigError(`${this.where}.${key}: expected a list`);
    return value.map((item, index) => read(new Place(item, `${this.where}.${key}[${index}]`)));
  }

  text(key: string, { form, allowed }: NameForm): string {
    const value = this.#map[key];
    if (typeof value !== 'string' || !form.test(value))
      throw badValue(`${this.where}.${key}`, value, allowed);
    return value;
  }

  texts(key: string, { form, allowed }: NameForm): readonly string[] | undefined {
    const value = this.#map[key];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) throw badValue(`${this.where}.${key}`, value, `a list of ${allowed}`);
    return value.map((item: unknown) => {
      if (typeof item !== 'string' || !form.test(item)) throw badValue(`${this.where}.${key}`, item, allowed);
      return item;
    });
  }

  flag(key: string): boolean {
    const value = this.#map[key] ?? false;
    if (typeof value !== 'boolean') throw badValue(`${this.where}.${key}`, value, 'true or false');
    return value;
  }

  zone(key: string): string | undefined {
    const value = this.#map[key];
    if (value === undefined || value === null) return undefined;
    const zone = knownZone(String(value));
    if (zone === undefined)
      throw badValue(`${this.where}.${key}`, value, 'a zone such as America/Los_Angeles');
    return zone;
  }

  /** The key itself, or the name of the file that holds it. */
  pgpKey(key: string, directory: string): string | undefined {
    const value = this.#map[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string')
      throw badValue(`${this.where}.${key}`, value, 'a file or an armored OpenPGP key');
    if (value.includes(PGP_ARMOR)) return value;
    try {
      const bytes = readFileSync(resolve(directory, value));
      return bytes.includes(PGP_ARMOR) ? bytes.toString('utf8') : bytes.toString('base64');
    } catch (cause) {
      throw new ConfigError(`${this.where}.${key}: cannot read ${value}: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  secret(clearKey: string, hashKey: string, maxLength: number): ConfiguredSecret {
    const clear = this.#map[clearKey];
    const hash = this.#map[hashKey];
    if ((clear === undefined) === (hash === undefined))
      throw new ConfigError(`${this.where}: give ${clearKey} or ${hashKey}, one of them`);
    if (hash !== undefined) {
      if (typeof hash === 'string' && HASH.test(hash)) return { hash };
      throw new ConfigError(`${this.where}.${hashKey}: expected scrypt$N$r$p$salt$hash`);
    }
    if (typeof clear === 'string' && clear !== '' && clear.length <= maxLength) return { clear };
    throw new ConfigError(`${this.where}.${clearKey}: expected a text of 1 to ${maxLength} characters`);
  }
}
