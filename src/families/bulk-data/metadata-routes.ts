import type { FastifyInstance, FastifyRequest } from 'fastify';
import { didYouMean } from '../../config/suggestion.ts';
import { signedIn } from '../../platform/request-context.ts';
import type { Tenants } from '../../tenant/tenants.ts';
import { bulkRefusal } from './errors.ts';
import { loadableObjects } from './loadable-object.ts';
import { fieldRules, objectView } from './metadata.ts';
import { type FileType, JOB_TYPES, type JobType } from './names.ts';

export const METADATA_PATH = '/data-loader/metadata';
/** The form of the file, as the path spells it. */
const FORMS: Readonly<Record<string, FileType>> = { csv: 'csv', json: 'jsonl' };

/** What can be loaded, as the tutorials ask for it before they make a job (bulk-data.md §1). */
export function metadataRoutes(app: FastifyInstance, tenants: Pick<Tenants, 'catalogue'>): void {
  const objectsOf = (request: FastifyRequest) => {
    const { tenant, user } = signedIn(request);
    return loadableObjects(tenants.catalogue(tenant.name), user.admin);
  };

  for (const [form, fileType] of Object.entries(FORMS)) {
    app.get(`${METADATA_PATH}/${form}/objects`, (request, reply) => {
      reply.send({ metadata: objectsOf(request).map((object) => objectView(object, fileType)) });
    });

    app.get<FieldsPath>(`${METADATA_PATH}/${form}/objects/:objectName/fields`, (request, reply) => {
      const { objectName } = request.params;
      const objects = objectsOf(request);
      const wanted = objectName.toLowerCase();
      const found = objects.find(
        ({ objectType, object }) =>
          objectType.toLowerCase() === wanted || object.name.toLowerCase() === wanted,
      );
      if (found === undefined) {
        const names = objects.map(({ objectType }) => objectType);
        const shown = objectName.slice(0, 64);
        throw bulkRefusal('unknownObject', { object: shown, suggestion: didYouMean(shown, names) });
      }
      const jobType = readAction(request.query.action);
      const { jobTypes, objectType } = found;
      if (!jobTypes.includes(jobType))
        throw bulkRefusal('unsupported', { objectType, jobType, supported: jobTypes.join(', ') });
      reply.send({ metadata: fieldRules(found, jobType) });
    });
  }
}

interface FieldsPath {
  Params: { objectName: string };
  Querystring: { action?: unknown };
}

/** @throws Refusal 400 */
function readAction(action: unknown): JobType {
  if (action === undefined) return 'Import';
  const found = JOB_TYPES.find((type) => type.toLowerCase() === String(action).toLowerCase());
  if (found === undefined)
    throw bulkRefusal('badParameter', { fault: `'action' must be one of ${JOB_TYPES.join(', ')}` });
  return found;
}
