import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import type { CredentialKind } from '../family.ts';

/** @param address public address: a relative one would lose the path of a proxy */
export const securitySchemes = (address: string) =>
  ({
    oauth: {
      type: 'oauth2',
      description: 'Client id and secret; the token comes from `POST /oauth/token`.',
      flows: { clientCredentials: { tokenUrl: `${address}/oauth/token`, scopes: {} } },
    },
    bearer: { type: 'http', scheme: 'bearer', description: 'A token of `POST /oauth/token`.' },
    basic: { type: 'http', scheme: 'basic', description: 'User name and password.' },
    apiAccessKeyId: {
      type: 'apiKey',
      in: 'header',
      name: 'apiAccessKeyId',
      description: 'User name; with apiSecretAccessKey.',
    },
    apiSecretAccessKey: {
      type: 'apiKey',
      in: 'header',
      name: 'apiSecretAccessKey',
      description: 'Password; with apiAccessKeyId.',
    },
  }) satisfies Readonly<Record<string, V3.SecuritySchemeObject>>;

const REQUIREMENTS: Readonly<Record<CredentialKind, readonly V3.SecurityRequirementObject[]>> = {
  bearer: [{ oauth: [] }, { bearer: [] }],
  basic: [{ basic: [] }],
  keys: [{ apiAccessKeyId: [], apiSecretAccessKey: [] }],
};

/** Each of them is enough alone; none at all: anybody may call. */
export function securityOf(credentials: readonly CredentialKind[]): V3.SecurityRequirementObject[] {
  return credentials.flatMap((kind) => REQUIREMENTS[kind]);
}
