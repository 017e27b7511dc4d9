import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { type ApiOperation, type ApiPart, inQuery, schemaRef } from './api-part.ts';

const BINARY: V3.MediaTypeObject = { schema: {} };
const TYPES = [
  'text/csv',
  'text/tab-separated-values',
  'text/plain',
  'application/x-ndjson',
  'application/gzip',
  'application/zip',
  'application/x-gzip',
  'application/pgp-encrypted',
];
const FILE = Object.fromEntries(TYPES.map((type) => [type, BINARY]));

const FILE_HEADERS = {
  ETag: { description: 'SHA-256 of the file.', required: true, schema: { type: 'string' } },
  'Accept-Ranges': { required: true, schema: { type: 'string', enum: ['bytes'] } },
  'Content-Length': { required: true, schema: { type: 'string' } },
  'Content-Disposition': {
    description: 'Of a file of AQuA, whose name in the link is an id: the name of its batch.',
    schema: { type: 'string' },
  },
} satisfies Record<string, V3.HeaderObject>;

const RANGE = {
  description: 'Which bytes of how many.',
  required: true,
  schema: { type: 'string' },
} satisfies V3.HeaderObject;

function inHeader(name: string, description: string): V3.ParameterObject {
  return { name, in: 'header', description, schema: { type: 'string' } };
}

const signature = (name: string, description: string) => inQuery(name, description, { type: 'string' });

function download(operationId: string, summary: string, body: boolean): ApiOperation {
  const refused = body ? { content: { 'application/xml': { schema: schemaRef('FileError') } } } : {};
  return {
    operationId,
    summary,
    description:
      'The link comes with its signature from the job. It needs no credentials; changed or too old it is refused.',
    parameters: [
      {
        name: 'name',
        in: 'path',
        required: true,
        description: 'Name of the file.',
        schema: { type: 'string' },
      },
      signature('X-Amz-Algorithm', 'Part of the signature'),
      signature('X-Amz-Credential', 'Part of the signature'),
      signature('X-Amz-Date', 'When it was signed'),
      signature('X-Amz-Expires', 'How long it works, seconds'),
      signature('X-Amz-SignedHeaders', 'Part of the signature'),
      signature('X-Amz-Signature', 'The signature'),
      inHeader('Range', 'One range of bytes; several, or a malformed one, count as none.'),
      inHeader('If-Match', 'Only if the file has one of these tags'),
      inHeader('If-None-Match', 'Only if the file has none of these tags'),
      inHeader('If-Range', 'The range only if the file has this tag, else all of it'),
    ],
    responses: {
      200: { description: 'The stored bytes.', headers: FILE_HEADERS, ...(body && { content: FILE }) },
      206: {
        description: 'The range asked for.',
        headers: { ...FILE_HEADERS, 'Content-Range': RANGE },
        ...(body && { content: FILE }),
      },
      304: { description: 'The client has it already.', headers: { ETag: FILE_HEADERS.ETag } },
      403: { description: 'The link has expired or was changed.', ...refused },
      404: { description: 'There is no such file any more.', ...refused },
      412: { description: 'The file has none of the tags in If-Match.', ...refused },
      416: {
        description: 'The range lies outside the file.',
        headers: { 'Content-Range': RANGE },
        ...refused,
      },
    },
  };
}

/** Result files behind signed links (data-query-and-query-runs.md §2.6, §5.6). */
export const resultsPart: ApiPart = {
  tag: { name: 'results', description: 'Result files' },
  errorSchema: 'FileError',
  schemas: {
    FileError: {
      type: 'object',
      description: 'As S3 words it.',
      required: ['Code', 'Message', 'Resource', 'RequestId'],
      properties: {
        Code: { type: 'string' },
        Message: { type: 'string' },
        Resource: { type: 'string' },
        RequestId: { type: 'string' },
      },
      xml: { name: 'Error' },
    },
  },
  paths: {
    '/results/{name}': {
      get: download('downloadResult', 'Downloads a result file', true),
      head: download('headResult', 'Size and tag of a result file', false),
    },
  },
};
