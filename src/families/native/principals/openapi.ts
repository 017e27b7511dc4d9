import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import {
  type ApiPart,
  type Examples,
  inPath,
  inQuery,
  json,
  media,
  schemaRef,
} from '../../../platform/openapi/api-part.ts';

const TEXT = { type: 'string' } satisfies V3.SchemaObject;
const FLAG = { type: 'boolean' } satisfies V3.SchemaObject;
const TEXTS = { type: 'array', items: TEXT } satisfies V3.SchemaObject;
const PERMISSIONS: V3.SchemaObject = { type: 'array', items: { enum: ['query', 'aqua', 'bulk'] } };
const SOURCE: V3.SchemaObject = {
  enum: ['configured', 'added'],
  description: 'Where it comes from; what is configured is revoked here, but not rotated.',
};
const STATE: V3.SchemaObject = { enum: ['active', 'revoked'] };
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

function refused(description: string, examples: Examples = {}): V3.ResponseObject {
  return { description, content: { 'application/problem+json': media(schemaRef('Problem'), examples) } };
}

function problem(status: number, title: string, detail: string, instance: string) {
  const requestId = '1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33';
  return { type: 'about:blank', title, status, detail, instance, requestId };
}

const CONFIGURED = refused('What there is stands in the way, or its secret is in the configuration.');
/** What the example of adding makes, the others change and end, in this order. */
const MADE = {
  client: 'c0ffee00-0d0e-4c5e-9a77-2f6f4f6f0a11',
  user: 'bi',
  secret: '3Xn1k0eWkq8fOq2mZ7y4tJ5sV9bL6hRcA_dGpU-x',
} as const;
const CLIENT = inPath('clientId', 'Id of a client', { made: MADE.client, unknown: UNKNOWN });
const USER = inPath('name', 'Name of a user', { made: MADE.user, unknown: 'nobody' });
const PERMITTED = ['query', 'aqua', 'bulk'];

function listedUser(name: string, client: string, more: object) {
  const clients = [{ clientId: client, source: 'configured', state: 'active' }];
  const rest = { permissions: PERMITTED, password: true, source: 'configured', state: 'active', clients };
  return { name, ...more, ...rest };
}

const DEV = {
  name: 'dev',
  zone: 'America/Los_Angeles',
  entities: ['5c1ce000-0000-4000-8000-00000000e001'],
  orgs: ['north', 'south'],
  source: 'configured',
  users: [
    listedUser('dev@sluice.local', '5c1ce000-0000-4000-8000-000000000001', {
      admin: true,
      orgs: ['north', 'south'],
    }),
    listedUser('reader@sluice.local', '5c1ce000-0000-4000-8000-000000000002', {
      admin: false,
      orgs: ['north'],
    }),
  ],
} as const;

function unknown(what: string, path: string): V3.ResponseObject {
  return refused('There is none, or none in the tenant of the caller.', {
    unknown: problem(404, 'Not Found', `There is no ${what}`, path),
  });
}

function object(
  required: readonly string[],
  properties: Readonly<Record<string, V3.SchemaObject | V3.ReferenceObject>>,
): V3.SchemaObject {
  return {
    type: 'object',
    required: [...required],
    properties: { ...properties },
    additionalProperties: false,
  };
}

/** Principals of a running server (operating.md §3). */
export const principalsPart: ApiPart = {
  tag: {
    name: 'principals',
    description:
      'Who may call: administrators see and change their own tenant’s, the operator (whose token is in `operator.json` of the data directory) all',
  },
  errorSchema: 'Problem',
  schemas: {
    ListedTenant: object(['name', 'zone', 'entities', 'orgs', 'source', 'users'], {
      name: TEXT,
      zone: TEXT,
      entities: TEXTS,
      orgs: TEXTS,
      source: SOURCE,
      users: {
        type: 'array',
        items: object(['name', 'admin', 'orgs', 'permissions', 'password', 'source', 'state', 'clients'], {
          name: TEXT,
          admin: FLAG,
          orgs: TEXTS,
          permissions: PERMISSIONS,
          password: { ...FLAG, description: 'Whether the user can sign in by name and password.' },
          source: SOURCE,
          state: STATE,
          clients: {
            type: 'array',
            items: object(['clientId', 'source', 'state'], { clientId: TEXT, source: SOURCE, state: STATE }),
          },
        }),
      },
    }),
    AddPrincipal: object(['tenant', 'user'], {
      tenant: { ...TEXT, pattern: '^[a-z0-9][a-z0-9_-]{0,62}$' },
      newTenant: { ...FLAG, description: 'Makes the tenant; for the operator alone.' },
      zone: { ...TEXT, description: 'Of a new tenant.' },
      user: {
        ...TEXT,
        pattern: '^[^\\s:]{1,128}$',
        description: 'Made when missing. Unique over all tenants.',
      },
      admin: FLAG,
      orgs: { ...TEXTS, minItems: 1 },
      permissions: { ...PERMISSIONS, minItems: 1 },
      password: { ...FLAG, description: 'Makes a password too.' },
      clientId: { ...TEXT, pattern: '^[!-~]{36}$' },
    }),
    AddedPrincipal: object(['tenant', 'user', 'made', 'clientId'], {
      tenant: TEXT,
      user: TEXT,
      made: object(['tenant', 'user', 'client'], { tenant: FLAG, user: FLAG, client: FLAG }),
      clientId: TEXT,
      clientSecret: {
        ...TEXT,
        description: 'Shown this once. Absent: a client of the configuration is back, with its secret there.',
      },
      password: TEXT,
    }),
  },
  paths: {
    '/sluice/v1/principals': {
      get: {
        operationId: 'listPrincipals',
        summary:
          'Tenants with their users and clients, revoked ones of the configuration too; never a secret',
        parameters: [inQuery('tenant', 'Only this one', TEXT, { dev: 'dev', unknown: 'nowhere' })],
        responses: {
          200: {
            description: 'Those that the caller is in charge of.',
            content: json(
              object(['tenants'], { tenants: { type: 'array', items: schemaRef('ListedTenant') } }),
              { dev: { tenants: [DEV] } },
            ),
          },
          403: refused('The caller is no administrator.'),
          404: unknown('tenant nowhere', '/sluice/v1/principals'),
        },
      },
      post: {
        operationId: 'addPrincipal',
        summary: 'Makes a client, and its user and tenant when missing',
        description:
          'Nobody gives more orgs or permissions than they have. The id of a revoked client of the configuration brings it back.',
        keyed: false,
        requestBody: {
          required: true,
          content: json(schemaRef('AddPrincipal'), {
            made: {
              tenant: 'dev',
              user: MADE.user,
              orgs: ['north'],
              permissions: ['query'],
              password: true,
              clientId: MADE.client,
            },
            unknown: { tenant: 'nowhere', user: 'ops@acme.test' },
            badName: { tenant: 'dev', user: 'two words' },
          }),
        },
        responses: {
          201: {
            description: 'Made. Secrets are in this answer only.',
            content: json(schemaRef('AddedPrincipal'), {
              made: {
                tenant: 'dev',
                user: MADE.user,
                made: { tenant: false, user: true, client: true },
                clientId: MADE.client,
                clientSecret: MADE.secret,
                password: MADE.secret,
              },
            }),
          },
          400: refused('A field does not fit.', {
            badName: problem(
              400,
              'Bad Request',
              'user must be a name without blanks and colons (at most 128 characters)',
              '/sluice/v1/principals',
            ),
          }),
          403: refused('The caller is no administrator, or has less than it would give.'),
          404: unknown('tenant nowhere', '/sluice/v1/principals'),
          409: CONFIGURED,
        },
      },
    },
    '/sluice/v1/principals/clients/{clientId}/rotate': {
      post: {
        operationId: 'rotateClient',
        summary: 'Gives a client a new secret; the old one and its tokens end at once',
        keyed: false,
        parameters: [CLIENT],
        responses: {
          200: {
            description: 'The new secret, shown this once.',
            content: json(object(['clientId', 'clientSecret'], { clientId: TEXT, clientSecret: TEXT }), {
              made: { clientId: MADE.client, clientSecret: MADE.secret },
            }),
          },
          403: refused('The caller is no administrator, or its user has more than the caller.'),
          404: unknown(`client ${UNKNOWN}`, `/sluice/v1/principals/clients/${UNKNOWN}/rotate`),
          409: CONFIGURED,
        },
      },
    },
    '/sluice/v1/principals/clients/{clientId}': {
      delete: {
        operationId: 'revokeClient',
        summary: 'Ends a client and its tokens at once',
        parameters: [CLIENT],
        responses: {
          200: {
            description: 'Ended.',
            content: json(object(['clients'], { clients: TEXTS }), { made: { clients: [MADE.client] } }),
          },
          403: refused('The caller is no administrator.'),
          404: unknown(`client ${UNKNOWN}`, `/sluice/v1/principals/clients/${UNKNOWN}`),
        },
      },
    },
    '/sluice/v1/principals/users/{name}/rotate': {
      post: {
        operationId: 'rotatePassword',
        summary: 'Gives a user a new password; the old one ends at once',
        keyed: false,
        parameters: [USER],
        responses: {
          200: {
            description: 'The new password, shown this once.',
            content: json(object(['user', 'password'], { user: TEXT, password: TEXT }), {
              made: { user: MADE.user, password: MADE.secret },
            }),
          },
          403: refused('The caller is no administrator, or the user has more than the caller.'),
          404: unknown('user nobody', '/sluice/v1/principals/users/nobody/rotate'),
          409: CONFIGURED,
        },
      },
    },
    '/sluice/v1/principals/users/{name}': {
      delete: {
        operationId: 'revokeUser',
        summary: 'Ends a user with all its clients at once; its jobs stay for administrators',
        parameters: [USER],
        responses: {
          200: {
            description: 'Ended.',
            content: json(object(['user', 'clients'], { user: TEXT, clients: TEXTS }), {
              made: { user: MADE.user, clients: [] },
            }),
          },
          403: refused('The caller is no administrator.'),
          404: unknown('user nobody', '/sluice/v1/principals/users/nobody'),
        },
      },
    },
  },
};
