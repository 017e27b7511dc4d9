import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { type ApiPart, inPath, json, schemaRef } from '../../platform/openapi/api-part.ts';
import { baseCatalogue } from '../../tenant/catalogue/base-catalogue.ts';
import { makeCatalogue } from '../../tenant/catalogue/catalogue.ts';
import { listObjects, showObject } from './catalogue-view.ts';
import { COUNT, problem, refused, TEXT } from './openapi-shapes.ts';

/** Examples are made from the objects that every tenant has. */
const BASE = makeCatalogue(baseCatalogue(), 1);

const NAMES: Readonly<Record<string, V3.SchemaObject>> = {
  name: { type: 'string', description: 'As the product spells it' },
  label: TEXT,
  table: { type: 'string', description: 'Its table in Data Query' },
  custom: { type: 'boolean', description: 'Not of the product: it was loaded' },
};

/** `GET /catalogue` and what is below it. */
export const catalogueDocument: Pick<ApiPart, 'schemas' | 'paths'> = {
  schemas: {
    CatalogueEntry: {
      type: 'object',
      required: ['name', 'label', 'table', 'custom', 'fields', 'relationships'],
      properties: { ...NAMES, fields: COUNT, relationships: COUNT },
    },
    CatalogueObject: {
      type: 'object',
      required: ['name', 'label', 'table', 'custom', 'softDelete', 'fields', 'relationships'],
      properties: {
        ...NAMES,
        softDelete: { type: 'boolean', description: 'Deleted rows stay for a while, marked' },
        fields: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'label', 'column', 'type', 'sqlType', 'nullable', 'custom', 'contexts'],
            properties: {
              name: TEXT,
              label: TEXT,
              column: { type: 'string', description: 'In Data Query' },
              type: { enum: ['text', 'picklist', 'boolean', 'integer', 'decimal', 'date', 'datetime'] },
              sqlType: { type: 'string', description: 'As Trino’s DESCRIBE prints it' },
              nullable: { type: 'boolean' },
              custom: { type: 'boolean' },
              contexts: { type: 'array', items: { enum: ['soap', 'export'] } },
              picklist: { type: 'array', items: TEXT },
            },
          },
        },
        relationships: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'label', 'target', 'path'],
            properties: {
              name: TEXT,
              label: TEXT,
              target: TEXT,
              path: {
                type: 'array',
                description: 'Keys to follow from this object to the target’s Id',
                items: {
                  type: 'object',
                  required: ['object', 'key'],
                  properties: { object: TEXT, key: TEXT },
                },
              },
            },
          },
        },
      },
    },
  },
  paths: {
    '/sluice/v1/catalogue': {
      get: {
        operationId: 'listCatalogue',
        summary: 'The objects that the caller may query',
        responses: {
          200: {
            description: 'Alphabetical by name.',
            content: json(
              {
                type: 'object',
                required: ['objects'],
                properties: { objects: { type: 'array', items: schemaRef('CatalogueEntry') } },
              },
              { all: { objects: listObjects(BASE, true) } },
            ),
          },
        },
      },
    },
    '/sluice/v1/catalogue/{object}': {
      get: {
        operationId: 'getCatalogueObject',
        summary: 'One object with its fields and relationships',
        parameters: [
          inPath('object', 'Name of the object or of its table, in any case', {
            entity: 'Entity',
            misspelt: 'Acount',
          }),
        ],
        responses: {
          200: {
            description: 'The object.',
            content: json(schemaRef('CatalogueObject'), { entity: showObject(BASE, true, 'Entity') }),
          },
          404: refused('No such object, or none that the caller sees.', {
            misspelt: problem(
              404,
              'Not Found',
              'There is no object Acount (did you mean "Account"?); GET /sluice/v1/catalogue lists what there is',
              '/sluice/v1/catalogue/Acount',
            ),
          }),
        },
      },
    },
  },
};
