import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { type ApiPart, inQuery, schemaRef } from './api-part.ts';

const TEXT = { type: 'string' } satisfies V3.SchemaObject;
const ETAG = {
  ETag: { description: 'SHA-256 of the file.', required: true, schema: TEXT },
} satisfies Record<string, V3.HeaderObject>;

const FIELDS = {
  key: 'Of the job',
  bucket: 'Part of the policy',
  'x-amz-algorithm': 'Part of the policy',
  'x-amz-credential': 'Part of the policy',
  'x-amz-date': 'Part of the policy',
  'x-amz-security-token': 'Part of the policy',
  'x-amz-signature': 'Of the policy',
  Policy: 'What holds for this upload, base64',
};

const signature = (name: string) => inQuery(name, 'Part of the signature', TEXT);

function refused(description: string): V3.ResponseObject {
  return { description, content: { 'application/xml': { schema: schemaRef('FileError') } } };
}

const REFUSALS = {
  400: refused('The file is too large, did not arrive whole or in time, or the form is malformed.'),
  403: refused('The address has expired or was changed, or the job takes no file any more.'),
  409: refused('Another file of the job arrived at the same time.'),
};

/** Where jobs get their files (bulk-data.md §2.2). */
export function uploadsPart(path: string): ApiPart {
  return {
    tag: { name: 'uploads', description: 'Files that jobs wait for' },
    errorSchema: 'FileError',
    schemas: {},
    paths: {
      [path]: {
        post: {
          operationId: 'uploadForm',
          summary: 'Uploads the file of a job as a form',
          description:
            'Every field as the job had it in `uploadRequest.fields`, and `file` last. It needs no credentials, works for `bulk.uploadTime`, and replaces a file that came before.',
          requestBody: {
            required: true,
            content: {
              'multipart/form-data': {
                schema: {
                  type: 'object',
                  required: [...Object.keys(FIELDS), 'file'],
                  properties: {
                    ...Object.fromEntries(
                      Object.entries(FIELDS).map(([name, description]) => [
                        name,
                        { type: 'string' as const, description },
                      ]),
                    ),
                    file: { type: 'string', contentMediaType: 'application/octet-stream' },
                  },
                },
              },
            },
          },
          responses: {
            204: { description: 'The file is there.', headers: ETAG },
            ...REFUSALS,
            412: refused('The body is no `multipart/form-data`.'),
          },
        },
      },
      [`${path}/{job}`]: {
        put: {
          operationId: 'uploadBytes',
          summary: 'Uploads the file of a job as bare bytes',
          description: 'The address is the `uploadUrl` of the job; the same holds as for the form.',
          parameters: [
            { name: 'job', in: 'path', required: true, description: 'Id of the job', schema: TEXT },
            signature('X-Amz-Algorithm'),
            signature('X-Amz-Credential'),
            signature('X-Amz-Date'),
            inQuery('X-Amz-Expires', 'How long it works, seconds', TEXT),
            signature('X-Amz-SignedHeaders'),
            signature('X-Amz-Signature'),
          ],
          requestBody: { required: true, content: { 'application/octet-stream': { schema: {} } } },
          responses: { 200: { description: 'The file is there.', headers: ETAG }, ...REFUSALS },
        },
      },
    },
  };
}
