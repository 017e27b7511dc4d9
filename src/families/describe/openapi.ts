import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import {
  type ApiOperation,
  type ApiPart,
  type Examples,
  inPath,
  inQuery,
  media,
  schemaRef,
} from '../../platform/openapi/api-part.ts';
import { baseCatalogue } from '../../tenant/catalogue/base-catalogue.ts';
import { makeCatalogue } from '../../tenant/catalogue/catalogue.ts';
import { listXml, objectXml } from './describe-xml.ts';

/** Examples are made from the objects that every tenant has. */
const BASE = makeCatalogue(baseCatalogue(), 1);
const ADDRESS = { base: 'http://127.0.0.1:8484' };
const SHORTEST = BASE.objects.find(({ name }) => name === 'Entity');
const LISTED = BASE.objects.filter(({ name }) => name !== 'User');

const XML_TYPE = 'text/xml';

function xml(schema: string, examples: Examples = {}): Record<string, V3.MediaTypeObject> {
  return { [XML_TYPE]: media(schemaRef(schema), examples) };
}

/** @param of makes the operation's id unique */
function list(of: string): ApiOperation {
  const all = listXml(LISTED, ADDRESS);
  return {
    operationId: `listDescribed${of}`,
    summary: 'The objects that can be exported',
    responses: {
      200: {
        description: 'Alphabetical by name, each with the address of its description.',
        content: xml('DescribeDocument', { all }),
      },
    },
  };
}

function show(of: string, more: readonly V3.ParameterObject[] = []): ApiOperation {
  const bare = SHORTEST && objectXml(SHORTEST, ADDRESS, { relationships: false });
  return {
    operationId: `describeObject${of}`,
    summary: 'One object with its fields and relationships',
    description:
      'Only fields with the context `export` may be named in Export ZOQL; `soap` is ZOQL. A related object’s `name` goes before the dot in Export ZOQL.',
    parameters: [
      ...more,
      inPath('object', 'Name of the object, in any case', { bare: 'entity', misspelt: 'Acount' }),
      inQuery(
        'showRelationships',
        '`false` leaves out `related-objects`; anything else, or nothing, does not',
        { enum: ['true', 'false'] },
        { bare: 'false' },
      ),
      inQuery('showCurrencyConversionInformation', 'Changes nothing here', { enum: ['yes', 'no'] }),
    ],
    responses: {
      200: { description: 'The object.', content: xml('DescribeDocument', { bare }) },
      404: {
        description: 'No such object, or none that the caller may export.',
        content: xml('DescribeError', {
          misspelt: `<?xml version="1.0" encoding="UTF-8"?>
<error>
  <status>404</status>
  <message>There is no object Acount (did you mean &quot;Account&quot;?)</message>
  <requestId>1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33</requestId>
</error>
`,
        }),
      },
    },
  };
}

const WSDL = inPath('wsdl', 'A version such as `84`, which changes nothing here', {
  bare: '84',
  misspelt: '84.0',
});

/** Describe on the wire (aqua.md §8). */
export const describePart: ApiPart = {
  tag: { name: 'describe', description: 'What AQuA can export, as XML whatever `Accept` says' },
  errorSchema: 'DescribeError',
  schemas: {
    DescribeDocument: {
      type: 'string',
      description:
        'XML without a namespace: `objects` of `object`, or `object` with `name`, `label`, `fields` and `related-objects`',
    },
    DescribeError: { type: 'string', description: 'XML: `error` with `status`, `message` and `requestId`' },
  },
  paths: {
    '/v1/describe': { get: list('') },
    '/v1/describe/{object}': { get: show('') },
    '/v1/{wsdl}/describe/{object}': { get: show('OfVersion', [WSDL]) },
    '/apps/api/describe': { get: list('InApps') },
    '/apps/api/describe/{object}': { get: show('InApps') },
  },
};
