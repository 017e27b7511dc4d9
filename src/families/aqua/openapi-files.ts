import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { type ApiOperation, type ApiPath, inPath, json, schemaRef } from '../../platform/openapi/api-part.ts';
import { EXAMPLE_AQUA } from '../../platform/openapi/example-ids.ts';
import { FILE_PATHS } from './paths.ts';

const FILE: V3.MediaTypeObject = { schema: {} };
const FILE_HEADERS = {
  ETag: { description: 'SHA-256 of the file.', required: true, schema: { type: 'string' } },
  'Accept-Ranges': { required: true, schema: { type: 'string', enum: ['bytes'] } },
  'Content-Length': { required: true, schema: { type: 'string' } },
  'Content-Disposition': {
    description: '`attachment; filename=<batch>.csv`, `.csv.zip` or `.csv.gz`.',
    required: true,
    schema: { type: 'string' },
  },
} satisfies Record<string, V3.HeaderObject>;
const FILES = Object.fromEntries(
  ['text/csv', 'application/zip', 'application/x-gzip', 'application/pgp-encrypted'].map((type) => [
    type,
    FILE,
  ]),
);
const ERROR = schemaRef('GatewayError');
const SYSTEM_ERROR: V3.SchemaObject = {
  type: 'object',
  required: ['reasons'],
  properties: {
    reasons: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { const: 'SystemError' }, message: { type: 'string' } },
      },
    },
  },
};

function gone(id: string) {
  return {
    success: false,
    processId: '4C9A07F1D2E86B35',
    reasons: [{ code: 50000040, message: `Cannot find entity by key: '${id}'.` }],
    requestId: '1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33',
  };
}

function download(operationId: string): ApiOperation {
  return {
    operationId,
    summary: 'Downloads a result file',
    description:
      'All of these paths serve every file. `HEAD` and `Range` are answered; the bytes are those stored.',
    parameters: [
      inPath('id', '`fileId` or one of `segments`', { unknown: EXAMPLE_AQUA.unknown }),
      {
        name: 'Range',
        in: 'header',
        description: 'One range of bytes; several, or a malformed one, count as none.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: { description: 'The file.', headers: FILE_HEADERS, content: FILES },
      206: {
        description: 'The range asked for.',
        headers: {
          ...FILE_HEADERS,
          'Content-Range': {
            description: 'Which bytes of how many.',
            required: true,
            schema: { type: 'string' },
          },
        },
        content: FILES,
      },
      304: { description: 'The client has it already.', headers: { ETag: FILE_HEADERS.ETag } },
      403: {
        description: 'The file is larger than `aqua.maxFileBytes`: XML with `max-object-size`.',
        content: { 'text/xml': { schema: { type: 'string' } } },
      },
      404: {
        description: 'No such file that the caller sees, or no longer.',
        content: json(ERROR, { unknown: gone(EXAMPLE_AQUA.unknown) }),
      },
      412: { description: 'The file has none of the tags in If-Match.', content: json(ERROR) },
      416: {
        description: 'The range lies outside the file.',
        headers: { 'Content-Range': { required: true, schema: { type: 'string' } } },
        content: json(ERROR),
      },
      500: { description: 'The server failed; its log says why.', content: json(SYSTEM_ERROR) },
    },
  };
}

const IDS = ['File', 'FileSingular', 'FileApps', 'FileOfBatchQuery', 'FileOfBatchQueryApps'];

export const aquaFilePaths: Readonly<Record<string, ApiPath>> = {
  ...Object.fromEntries(
    FILE_PATHS.map((path, index) => [`${path}/{id}`, { get: download(`downloadAqua${IDS[index]}`) }]),
  ),
  '/v1/files/{id}/status': {
    get: {
      operationId: 'getAquaFileStatus',
      summary: 'Whether a result file can be downloaded',
      parameters: [
        inPath('id', 'Id of the file', { completed: EXAMPLE_AQUA.file, unknown: EXAMPLE_AQUA.unknown }),
      ],
      responses: {
        200: {
          description: 'It can.',
          content: json(
            {
              type: 'object',
              required: ['success', 'accessible', 'status'],
              properties: {
                success: { const: true },
                accessible: { const: true },
                status: { const: 'RESTORED' },
              },
            },
            { completed: { success: true, accessible: true, status: 'RESTORED' } },
          ),
        },
        404: {
          description: 'No such file that the caller sees, or no longer.',
          content: json(ERROR, { unknown: gone(EXAMPLE_AQUA.unknown) }),
        },
      },
    },
  },
};
