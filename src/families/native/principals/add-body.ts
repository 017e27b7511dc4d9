import { FORMS, knownZone, type NameForm } from '../../../config/principal-forms.ts';
import type { AddPrincipal } from '../../../tenant/principals/principal-changes.ts';
import { nativeRefusal } from '../errors.ts';

const KEYS = [
  'tenant',
  'newTenant',
  'zone',
  'user',
  'admin',
  'orgs',
  'permissions',
  'password',
  'clientId',
] as const;

/**
 * Reads the body of `POST /principals`. Absent and null mean the same.
 * @throws Refusal 400 that names the field and what is allowed
 */
export function readAddBody(body: unknown): AddPrincipal {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw nativeRefusal.badParameter('Send {"tenant": "…", "user": "…"}');
  const fields = Object.fromEntries(
    Object.entries(body as Readonly<Record<string, unknown>>).filter(([, value]) => value !== null),
  );
  const unknown = Object.keys(fields).find((key) => !KEYS.some((known) => known === key));
  if (unknown !== undefined)
    throw nativeRefusal.badParameter(
      `Unknown field "${unknown.slice(0, 100)}"; known are ${KEYS.join(', ')}`,
    );
  const tenant = text(fields, 'tenant', FORMS.tenant);
  const user = text(fields, 'user', FORMS.user);
  if (tenant === undefined) throw nativeRefusal.badParameter('tenant is missing');
  if (user === undefined) throw nativeRefusal.badParameter('user is missing');
  const clientId = text(fields, 'clientId', FORMS.clientId);
  const admin = flag(fields, 'admin');
  const newTenant = flag(fields, 'newTenant');
  const zone = zoneOf(fields['zone']);
  if (zone !== undefined && newTenant !== true)
    throw nativeRefusal.badParameter('zone is of a new tenant; send newTenant: true with it');
  const orgs = texts(fields, 'orgs', FORMS.org);
  const permissions = texts(fields, 'permissions', FORMS.permission);
  return {
    tenant,
    user,
    password: flag(fields, 'password') ?? false,
    ...(newTenant !== undefined && { newTenant }),
    ...(zone !== undefined && { zone }),
    ...(admin !== undefined && { admin }),
    ...(orgs !== undefined && { orgs }),
    ...(permissions !== undefined && { permissions }),
    ...(clientId !== undefined && { clientId }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function text(fields: Fields, key: string, { form, allowed }: NameForm): string | undefined {
  const value = fields[key];
  if (value === undefined || (typeof value === 'string' && form.test(value))) return value;
  throw nativeRefusal.badParameter(`${key} must be ${allowed}`);
}

function texts(fields: Fields, key: string, { form, allowed }: NameForm): readonly string[] | undefined {
  const value = fields[key];
  if (value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [undefined];
  const good = list.filter((one): one is string => typeof one === 'string' && form.test(one));
  // A user without any org sees no row of one, which is never what was meant.
  if (list.length === 0 || good.length < list.length)
    throw nativeRefusal.badParameter(`${key} must be a list of ${allowed}, at least one`);
  return [...new Set(good)];
}

function flag(fields: Fields, key: string): boolean | undefined {
  const value = fields[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw nativeRefusal.badParameter(`${key} must be true or false`);
}

function zoneOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const zone = typeof value === 'string' ? knownZone(value) : undefined;
  if (zone === undefined)
    throw nativeRefusal.badParameter('zone must be a zone such as America/Los_Angeles or UTC');
  return zone;
}
