import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { refuse } from '../errors/refusal.ts';
import type { Family } from '../family.ts';
import { json, media, schemaRef } from './api-part.ts';
import { type AnswerHeader, headerRefs } from './headers.ts';

/** Of the gateway before most families (platform.md §4.1, §4.3). */
export const GATEWAY_ERROR: V3.SchemaObject = {
  type: 'object',
  required: ['success', 'processId', 'reasons', 'requestId'],
  properties: {
    success: { const: false },
    processId: { type: 'string', pattern: '^[0-9A-F]{16}$' },
    reasons: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: {
            type: ['integer', 'string'],
            description:
              'Six digits of the resource, two of the category; a text with `--choice platform.errorCodes=string`.',
          },
          message: { type: 'string' },
        },
      },
    },
    requestId: { type: 'string', format: 'uuid' },
  },
};

const REQUEST_ID = '1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33';

const GATEWAY_EXAMPLE = {
  success: false,
  processId: '4C9A07F1D2E86B35',
  reasons: [{ code: 90000011, message: 'this resource is protected, please sign in first' }],
  requestId: REQUEST_ID,
} as const;

/** Which of the platform's refusals an operation can meet. */
export interface OperationTraits {
  readonly method: string;
  readonly family: Pick<Family, 'credentials' | 'errors' | 'countsRequests'>;
  readonly errorSchema: string;
  /** Path of its examples. */
  readonly path: string;
  /** Takes an `Idempotency-Key`. */
  readonly keyed: boolean;
}

interface CommonAnswer {
  readonly when: boolean;
  readonly description: string;
  readonly headers?: readonly AnswerHeader[];
}

/** Refusals of the platform, worded by the family (platform.md §8). */
export function commonAnswers(traits: OperationTraits): Record<string, V3.ResponseObject> {
  const { method, family, errorSchema, path, keyed } = traits;
  const signedIn = family.credentials.length > 0;
  const takesBody = method !== 'get' && method !== 'head';
  const challenged = family.errors?.unauthenticated !== 'own' || family.errors.challenge !== undefined;
  const answers: Readonly<Record<string, CommonAnswer>> = {
    400: { when: true, description: 'The request is malformed.' },
    401: {
      when: signedIn,
      description: 'No credentials, or none that are valid now.',
      headers: challenged ? ['WWW-Authenticate'] : [],
    },
    403: { when: signedIn, description: 'An entity, org or permission that the caller does not have.' },
    408: { when: true, description: 'The request did not arrive in time.' },
    409: {
      when: keyed,
      description: 'The first request with this Idempotency-Key is still running.',
      headers: ['Retry-After'],
    },
    413: { when: takesBody, description: 'The body is larger than `platform.maxUnpackedBytes`.' },
    415: { when: takesBody, description: 'Media type or content encoding is not supported.' },
    422: { when: keyed, description: 'The Idempotency-Key was used for another path or method.' },
    429: { when: signedIn || takesBody, description: 'A limit is reached.', headers: ['Retry-After'] },
    431: { when: true, description: 'The request headers are too large.' },
    500: {
      when: true,
      description: 'The server failed; it says nothing about why here, and all in its log.',
    },
    503: {
      when: true,
      description: 'The server is starting, stopping or out of room.',
      headers: ['Retry-After'],
    },
  };
  const type = family.errors?.contentType.split(';', 1)[0] ?? 'application/json';
  const own = schemaRef(errorSchema);
  return Object.fromEntries(
    Object.entries(answers)
      .filter(([, { when }]) => when)
      .map(([status, { description, headers = [] }]) => {
        const content = status === '401' ? unauthenticated() : { [type]: { schema: own } };
        return [status, { description, headers: headerRefs(headers), ...(method !== 'head' && { content }) }];
      }),
  );

  function unauthenticated(): Record<string, V3.MediaTypeObject> {
    const { errors } = family;
    if (errors?.unauthenticated !== 'own')
      return json(schemaRef('GatewayError'), { unauthenticated: GATEWAY_EXAMPLE });
    const at = '2026-11-25T10:11:12.345Z';
    const request = { requestId: REQUEST_ID, path, at, routed: true, version: undefined };
    const body = errors.body(refuse.unauthenticated(), request);
    return { [type]: media(own, { unauthenticated: body }) };
  }
}
