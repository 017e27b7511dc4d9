import { type ApiPath, inPath, inQuery, json, schemaRef } from '../../platform/openapi/api-part.ts';
import { baseCatalogue } from '../../tenant/catalogue/base-catalogue.ts';
import { makeCatalogue } from '../../tenant/catalogue/catalogue.ts';
import { loadableObjects } from './loadable-object.ts';
import { objectView } from './metadata.ts';
import { METADATA_PATH } from './metadata-routes.ts';
import { JOB_TYPES } from './names.ts';
import { fault } from './openapi-errors.ts';

/** What can be loaded (bulk-data.md §1). */
export const bulkMetadataPaths: Readonly<Record<string, ApiPath>> = Object.fromEntries(
  (['csv', 'json'] as const).flatMap((form) => [
    [
      `${METADATA_PATH}/${form}/objects`,
      {
        get: {
          operationId: `listBulkObjects${form === 'csv' ? 'Csv' : 'Json'}`,
          summary: `What can be loaded from ${form === 'csv' ? 'CSV' : 'JSON Lines'}`,
          responses: {
            200: {
              description: 'The objects with what jobs may do to their records.',
              content: json(
                {
                  type: 'object',
                  required: ['metadata'],
                  properties: { metadata: { type: 'array', items: schemaRef('BulkObject') } },
                },
                { objects: { metadata: listed(form) } },
              ),
            },
          },
        },
      } satisfies ApiPath,
    ],
    [
      `${METADATA_PATH}/${form}/objects/{objectName}/fields`,
      {
        get: {
          operationId: `getBulkFields${form === 'csv' ? 'Csv' : 'Json'}`,
          summary: 'What a file may and has to bring for each field of an object',
          parameters: [
            inPath('objectName', '`objectType`, or the name of the object', {
              delete: 'account',
              badAction: 'account',
              unknown: 'acount',
            }),
            inQuery(
              'action',
              'What becomes of the records',
              { enum: [...JOB_TYPES], default: 'Import' },
              { delete: 'Delete', badAction: 'Upsert' },
            ),
          ],
          responses: {
            200: {
              description: 'A rule for each field.',
              content: json(
                {
                  type: 'object',
                  required: ['metadata'],
                  properties: {
                    metadata: { type: 'object', additionalProperties: schemaRef('BulkFieldRule') },
                  },
                },
                { delete: { metadata: { Id: { type: 'string', regex: '.*', required: true } } } },
              ),
            },
            400: {
              description: 'The action is none, or not one of this object.',
              content: json(schemaRef('GatewayError'), {
                badAction: fault(50000027, `'action' must be one of ${JOB_TYPES.join(', ')}`),
              }),
            },
            404: {
              description: 'No such object that the caller sees.',
              content: json(schemaRef('GatewayError'), {
                unknown: fault(
                  50000040,
                  'There is no object acount that can be loaded (did you mean "account"?)',
                ),
              }),
            },
          },
        },
      } satisfies ApiPath,
    ],
  ]),
);

/** What every tenant has. */
function listed(form: 'csv' | 'json'): readonly object[] {
  const objects = loadableObjects(makeCatalogue(baseCatalogue(), 1), true);
  return objects.map((object) => objectView(object, form === 'csv' ? 'csv' : 'jsonl'));
}
