import type { OpenAPIV3_1 as V3 } from 'openapi-types';

/** Headers of answers, shared by all operations (platform.md §3.3). */
export const ANSWER_HEADERS = {
  'Zuora-Request-Id': {
    description: 'Made by the server for each request; the caller cannot set it.',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  },
  'Zuora-Track-Id': {
    description: 'As the request had it, if it was well-formed.',
    schema: { type: 'string', maxLength: 64 },
  },
  Vary: {
    description: 'An answer over 1000 bytes is gzipped for those that accept it.',
    schema: { type: 'string' },
  },
  'RateLimit-Limit': {
    description: 'Quota of the window nearest to exhaustion, then all windows with their seconds.',
    required: true,
    schema: { type: 'string' },
  },
  'RateLimit-Remaining': {
    description: 'Requests left in that window.',
    required: true,
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
  'RateLimit-Reset': {
    description: 'Seconds until that window starts anew.',
    required: true,
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
  'Concurrency-Limit-Type': {
    description: 'Which requests are counted together while they are answered, once the caller is known.',
    schema: { type: 'string' },
  },
  'Concurrency-Limit-Limit': {
    description: 'How many of them may be answered at once.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
  'Concurrency-Limit-Remaining': {
    description: 'How many more may.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
  'Retry-After': {
    description: 'Seconds after which the same request may succeed.',
    required: true,
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
  'WWW-Authenticate': {
    description: 'Ways of signing in.',
    required: true,
    schema: { type: 'string' },
  },
} as const satisfies Readonly<Record<string, V3.HeaderObject>>;

export type AnswerHeader = keyof typeof ANSWER_HEADERS;

export function headerRefs(names: readonly AnswerHeader[]): Record<string, V3.ReferenceObject> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** The same where an answer of this status need not have them. */
export function optionalHeaders(names: readonly string[]): Record<string, V3.HeaderObject> {
  return Object.fromEntries(
    Object.entries(ANSWER_HEADERS)
      .filter(([name]) => names.includes(name))
      .map(([name, header]) => [name, { ...header, required: false }]),
  );
}

/** Headers of requests, shared (platform.md §3.1, §6). None has a form that the server would refuse but its own. */
export const REQUEST_HEADERS = {
  TrackId: {
    name: 'Zuora-Track-Id',
    in: 'header',
    description:
      'At most 64 characters of US-ASCII without `:` `;` `"` `\'`; comes back in the answer. One that breaks these ' +
      'rules is left out of the answer (or refused, with `--choice platform.strictTrackId=on`).',
    schema: { type: 'string' },
  },
  EntityIds: {
    name: 'Zuora-Entity-Ids',
    in: 'header',
    description: 'The entity to work in, one of the tenant’s.',
    schema: { type: 'string' },
  },
  OrgIds: {
    name: 'Zuora-Org-Ids',
    in: 'header',
    description: 'Orgs to work in, comma-separated, a subset of the user’s. Without it: all of the user’s.',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'At most 255 characters. A second request with the key gets the stored answer of the first; kept for 24 hours.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
} as const satisfies Readonly<Record<string, V3.ParameterObject>>;

export function parameterRef(name: keyof typeof REQUEST_HEADERS): V3.ReferenceObject {
  return { $ref: `#/components/parameters/${name}` };
}
