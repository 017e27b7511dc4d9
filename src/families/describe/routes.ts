import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Choices } from '../../config/choices.ts';
import { didYouMean } from '../../config/suggestion.ts';
import { refuse } from '../../platform/errors/refusal.ts';
import type { Family } from '../../platform/family.ts';
import { signedIn } from '../../platform/request-context.ts';
import type { CatalogueObject } from '../../ports/catalogue.ts';
import type { Tenants } from '../../tenant/tenants.ts';
import { listXml, objectXml } from './describe-xml.ts';
import { describeErrors, noSuchObject, XML } from './errors.ts';

/** The same objects under both (aqua.md §1.1). */
const PATHS = ['/v1/describe', '/apps/api/describe'];
/** With the number of an older version, which changes nothing here. */
const VERSIONED = '/v1/:wsdl/describe/:object';
const WSDL = /^\d+(\.\d+)?$/;
/** Characters of an unknown name that an answer repeats. */
const SHOWN = 100;

export interface DescribeParts {
  readonly tenants: Pick<Tenants, 'catalogue'>;
  readonly choices: Choices;
  /** Public address, without a slash at its end; asked at each use, as the port is known only once listening. */
  readonly address: () => string;
}

/** Describe (aqua.md §8): as XML, what AQuA can export. Nothing is negotiated: clients ask for JSON and read XML. */
export function describe({ tenants, choices, address }: DescribeParts): Family {
  function exportable(request: FastifyRequest): readonly CatalogueObject[] {
    const { tenant, user } = signedIn(request);
    return tenants.catalogue(tenant.name).objects.filter((object) => canExport(object, user.admin));
  }

  function list(request: FastifyRequest, reply: FastifyReply): void {
    reply.type(XML).send(listXml(exportable(request), { base: address() }));
  }

  function show(request: FastifyRequest<ObjectPath>, reply: FastifyReply): void {
    const { wsdl, object: name } = request.params;
    if (wsdl !== undefined && !WSDL.test(wsdl)) throw refuse.unknownPath();
    const objects = exportable(request);
    const wanted = name.toLowerCase();
    const object = objects.find((one) => one.name.toLowerCase() === wanted);
    if (object === undefined) {
      const short = name.slice(0, SHOWN);
      const names = objects.map((one) => one.name);
      throw noSuchObject(short, didYouMean(short, names), choices);
    }
    // Three clients read the section without asking for it, so that it is left out only for who says so.
    const relationships = request.query.showRelationships !== 'false';
    reply.type(XML).send(objectXml(object, { base: address() }, { relationships }));
  }

  return {
    name: 'describe',
    prefixes: PATHS,
    credentials: ['bearer', 'basic', 'keys'],
    permission: 'aqua',
    errors: describeErrors,
    document: async () => (await import('./openapi.ts')).describePart,
    register(app: FastifyInstance) {
      const config = { audit: 'read' } as const;
      for (const path of PATHS) {
        app.get(path, { config }, list);
        app.get<ObjectPath>(`${path}/:object`, { config }, show);
      }
      app.get<ObjectPath>(VERSIONED, { config }, show);
    },
  };
}

interface ObjectPath {
  Params: { object: string; wsdl?: string };
  Querystring: { showRelationships?: unknown };
}

/** Clients try an export of every name that is listed (aqua.md §8). */
function canExport({ adminOnly, fields }: CatalogueObject, admin: boolean): boolean {
  return (admin || !adminOnly) && fields.some(({ contexts }) => contexts.includes('export'));
}
