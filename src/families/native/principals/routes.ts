import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problemErrors } from '../../../platform/errors/problem-errors.ts';
import { CATEGORY, Refusal, refuse } from '../../../platform/errors/refusal.ts';
import type { Family } from '../../../platform/family.ts';
import { jsonBody, requireJson } from '../../../platform/request-body.ts';
import { signedIn } from '../../../platform/request-context.ts';
import { type Actor, inCharge, requireAdministrator } from '../../../tenant/principals/authority.ts';
import type { PrincipalChanges } from '../../../tenant/principals/principal-changes.ts';
import type { PrincipalDirectory } from '../../../tenant/principals/principal-directory.ts';
import { PrincipalError } from '../../../tenant/principals/principal-error.ts';
import { nativeRefusal } from '../errors.ts';
import { readAddBody } from './add-body.ts';
import { listedTenants } from './listed-tenants.ts';

const PATH = '/sluice/v1/principals';
/** Answers carry secrets that are shown once: a kept reply would keep them. */
const CHANGES = { audit: 'changed-principals', keyed: false } as const;

export interface PrincipalRoutesParts {
  readonly directory: PrincipalDirectory;
  readonly changes: PrincipalChanges;
}

/**
 * Principals of a running server (operating.md §3): an administrator sees and changes those of its tenant, the
 * operator all. To be named before the native API, whose paths it lies below.
 */
export function principals({ directory, changes }: PrincipalRoutesParts): Family {
  /** Carries a change of a client out; the audit log says whose it was, also when it was refused. */
  function ofClient<T>(request: FastifyRequest<ClientPath>, run: () => Promise<T>): Promise<T> {
    const client = directory.listedClient(request.params.clientId)?.record;
    const owner = directory.listed().users.find(({ record }) => record.id === client?.userId)?.record;
    if (client !== undefined && owner !== undefined)
      request.audited = {
        detail: { tenant: owner.tenant, user: owner.name, clientId: client.clientId },
      };
    return told(run);
  }

  /** The same of a user. */
  function ofUser<T>(request: FastifyRequest<UserPath>, run: () => Promise<T>): Promise<T> {
    const user = directory.listedUser(request.params.name)?.record;
    if (user !== undefined) request.audited = { detail: { tenant: user.tenant, user: user.name } };
    return told(run);
  }

  return {
    name: 'principals',
    prefixes: [PATH],
    credentials: ['bearer', 'basic'],
    takesOperator: true,
    errors: problemErrors,
    document: async () => (await import('./openapi.ts')).principalsPart,
    register(app: FastifyInstance) {
      app.addHook('onRequest', (_request, reply, done) => {
        reply.header('cache-control', 'no-store');
        done();
      });

      app.get<ListPath>(PATH, { config: { audit: 'read' } }, (request) => {
        const actor = actorOf(request);
        return told(async () => {
          requireAdministrator(actor);
          const { tenant } = request.query;
          if (tenant !== undefined && typeof tenant !== 'string')
            throw nativeRefusal.badParameter('tenant may be given once');
          const shows = (name: string) => inCharge(actor, name) && (tenant ?? name) === name;
          const found = listedTenants(directory, shows);
          if (tenant !== undefined && found.length === 0)
            throw new PrincipalError('unknown', `There is no tenant ${tenant}`);
          return { tenants: found };
        });
      });

      app.post(PATH, { config: CHANGES, onRequest: requireJson }, async (request, reply) => {
        const body = readAddBody(jsonBody(request, 'The request body is not JSON'));
        request.audited = { detail: { tenant: body.tenant, user: body.user } };
        const added = await told(() => changes.add(body, actorOf(request)));
        const { tenant, user, clientId, made } = added;
        request.audited = { detail: { tenant, user, clientId, newUser: made.user, newTenant: made.tenant } };
        reply.code(201);
        return added;
      });

      app.post<ClientPath>(`${PATH}/clients/:clientId/rotate`, { config: CHANGES }, (request) =>
        ofClient(request, () => changes.rotateClient(request.params.clientId, actorOf(request))),
      );

      app.delete<ClientPath>(`${PATH}/clients/:clientId`, { config: CHANGES }, (request) =>
        ofClient(request, () => changes.revokeClient(request.params.clientId, actorOf(request))),
      );

      app.post<UserPath>(`${PATH}/users/:name/rotate`, { config: CHANGES }, (request) =>
        ofUser(request, () => changes.rotatePassword(request.params.name, actorOf(request))),
      );

      app.delete<UserPath>(`${PATH}/users/:name`, { config: CHANGES }, (request) =>
        ofUser(request, () => changes.revokeUser(request.params.name, actorOf(request))),
      );
    },
  };
}

interface ListPath {
  Querystring: { tenant?: string | string[] };
}
interface ClientPath {
  Params: { clientId: string };
}
interface UserPath {
  Params: { name: string };
}

function actorOf(request: FastifyRequest): Actor {
  if (request.operator) return 'operator';
  const { user, client } = signedIn(request);
  return { ...user, client };
}

const REFUSALS = {
  unknown: (message: string) => new Refusal(404, CATEGORY.notFound, message),
  denied: refuse.denied,
  conflict: (message: string) => new Refusal(409, CATEGORY.badValue, message),
  bad: nativeRefusal.badParameter,
} as const;

async function told<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof PrincipalError ? REFUSALS[error.kind](error.message.slice(0, 500)) : error;
  }
}
