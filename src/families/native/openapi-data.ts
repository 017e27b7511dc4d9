import { type ApiPart, inPath, json, schemaRef } from '../../platform/openapi/api-part.ts';
import { COUNT, problem, refused, TEXT } from './openapi-shapes.ts';

/** `POST /data/{object}`. */
export const dataDocument: Pick<ApiPart, 'schemas' | 'paths'> = {
  schemas: {
    DataChange: {
      type: 'object',
      description: 'At most 10,000 rows and ids; one transaction.',
      properties: {
        upsert: {
          type: 'array',
          items: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean', 'null'] } },
        },
        delete: { type: 'array', items: TEXT },
      },
      additionalProperties: false,
    },
    DataChangeCounts: {
      type: 'object',
      required: ['inserted', 'updated', 'deleted'],
      properties: { inserted: COUNT, updated: COUNT, deleted: COUNT },
    },
  },
  paths: {
    '/sluice/v1/data/{object}': {
      post: {
        operationId: 'changeData',
        summary: 'Changes rows of the tenant, as the product itself would',
        description:
          'An upsert merges: fields not named keep their values, `null` empties, without `Id` a row is made. All of it or nothing.',
        parameters: [
          inPath('object', 'Name of the object', {
            insert: 'Account',
            badValue: 'Account',
            unknownObject: 'Acount',
          }),
        ],
        requestBody: {
          required: true,
          content: json(schemaRef('DataChange'), {
            insert: { upsert: [{ Name: 'Acme', AccountNumber: 'A-EXAMPLE' }] },
            badValue: { upsert: [{ Name: 'Acme', Balance: 'much' }] },
            unknownObject: { upsert: [] },
          }),
        },
        responses: {
          200: {
            description: 'How many rows were inserted, updated, deleted.',
            content: json(schemaRef('DataChangeCounts'), { insert: { inserted: 1, updated: 0, deleted: 0 } }),
          },
          403: refused('The caller does not have the permission `bulk`.'),
          400: refused('The body, a field or a value does not fit.', {
            badValue: problem(
              400,
              'Bad Request',
              'upsert[0]: Account.Balance cannot be "much"; allowed: a number such as -12.5, at most 12 digits before the point',
              '/sluice/v1/data/Account',
            ),
          }),
          404: refused('No such object.', {
            unknownObject: problem(
              404,
              'Not Found',
              'There is no object Acount (did you mean "Account"?); GET /sluice/v1/catalogue lists what there is',
              '/sluice/v1/data/Acount',
            ),
          }),
        },
      },
    },
  },
};
