import type { IncomingHttpHeaders } from 'node:http';
import type { Choices } from '../../config/choices.ts';
import type { CredentialKind, Family } from '../family.ts';
import { type Authentication, type Credentials, type Identity, readCredentials } from './authentication.ts';

/** Ways of signing in that a family's routes take on this server (platform.md §2.3). */
export function credentialsOf({ credentials }: Family, choices: Choices): readonly CredentialKind[] {
  const legacy = credentials.includes('keys');
  return legacy && choices['platform.legacyCredentials'] === 'off' ? ['bearer'] : credentials;
}

/**
 * Who calls; `undefined` for nobody we know. Bearer tokens are looked up at once, so that polling pays no promise.
 * An `Authorization` header decides alone; key headers count where there is none (platform.md §2.3).
 */
export function identify(
  authentication: Authentication,
  kinds: readonly CredentialKind[],
  request: { readonly headers: IncomingHttpHeaders; readonly ip: string },
): Identity | undefined | Promise<Identity | undefined> {
  const credentials = credentialsIn(request.headers);
  if (credentials === undefined || !kinds.includes(credentials.scheme)) return undefined;
  if (credentials.scheme === 'bearer') return authentication.bearer(credentials.token);
  return authentication.user(credentials.name, credentials.password, request.ip);
}

type Presented = Credentials | { readonly scheme: 'keys'; readonly name: string; readonly password: string };

function credentialsIn(headers: IncomingHttpHeaders): Presented | undefined {
  if (headers.authorization !== undefined) return readCredentials(headers.authorization);
  const { apiaccesskeyid: name, apisecretaccesskey: password } = headers;
  if (typeof name !== 'string' || typeof password !== 'string') return undefined;
  return { scheme: 'keys', name, password };
}
