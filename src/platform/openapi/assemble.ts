import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import type { Family } from '../family.ts';
import type { ApiOperation, ApiPart } from './api-part.ts';
import { commonAnswers, GATEWAY_ERROR } from './common-answers.ts';
import {
  ANSWER_HEADERS,
  type AnswerHeader,
  headerRefs,
  optionalHeaders,
  parameterRef,
  REQUEST_HEADERS,
} from './headers.ts';
import { securityOf, securitySchemes } from './security.ts';

const DESCRIPTION = `Zuora's asynchronous data-job APIs over a SQL engine of your own. Every \`GET\` but that of the events answers
\`HEAD\` too.

Requests may be gzipped (\`Content-Encoding: gzip\`); answers over 1000 bytes are, for clients that accept it.
In \`dev\` mode the published client \`5c1ce000-0000-4000-8000-000000000001\` with the secret \`sluice-dev-secret\` may try
everything here; ids in examples stand for ids of your own.`;

export interface DocumentOptions {
  /** Public address, without a slash at its end. */
  readonly address: string;
  readonly version: string;
}

/**
 * The whole OpenAPI 3.1 document from what each family declares.
 * @throws when two families use one name for a path's method, an operation or a schema
 */
export async function assembleDocument(
  families: readonly Family[],
  { address, version }: DocumentOptions,
): Promise<V3.Document> {
  const parts = await Promise.all(
    families.map(async (family) => ({ family, part: await family.document() })),
  );
  const paths: Record<string, V3.PathItemObject> = {};
  const schemas: Record<string, V3.SchemaObject> = { GatewayError: GATEWAY_ERROR };
  for (const { family, part } of parts) {
    for (const [name, schema] of Object.entries(part.schemas)) add(schemas, name, schema);
    for (const [path, operations] of Object.entries(part.paths)) {
      const item: Record<string, V3.OperationObject> = {};
      for (const [method, operation] of Object.entries(operations))
        item[method] = completed(operation, method, path, family, part);
      add(paths, path, item);
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluice',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: address }],
    tags: parts.map(({ part }) => part.tag),
    paths,
    components: {
      schemas,
      headers: ANSWER_HEADERS,
      parameters: REQUEST_HEADERS,
      securitySchemes: securitySchemes(address),
    },
  };
}

function add<T>(all: Record<string, T>, name: string, value: T): void {
  if (Object.hasOwn(all, name)) throw new Error(`two families declare ${name}`);
  all[name] = value;
}

/** A family's operation with everything that the platform brings to it. */
function completed(
  { keyed: wanted, responses, parameters = [], ...own }: ApiOperation,
  method: string,
  path: string,
  family: Family,
  part: ApiPart,
): V3.OperationObject {
  const signedIn = family.credentials.length > 0;
  const keyed = signedIn && wanted !== false && (method === 'post' || method === 'patch');
  const common = commonAnswers({
    method,
    family,
    errorSchema: part.errorSchema,
    path: examplePath(path, parameters),
    keyed,
  });
  const everywhere: AnswerHeader[] = ['Zuora-Request-Id', 'Zuora-Track-Id', 'Vary'];
  if (family.countsRequests !== false)
    everywhere.push('RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset');
  // platform.md §3.3: of these paths alone.
  if (signedIn && path.startsWith('/v1/'))
    everywhere.push('Concurrency-Limit-Type', 'Concurrency-Limit-Limit', 'Concurrency-Limit-Remaining');
  const statuses = [...new Set([...Object.keys(responses), ...Object.keys(common)])].sort();
  return {
    ...own,
    tags: [part.tag.name],
    parameters: [
      ...parameters,
      parameterRef('TrackId'),
      ...(signedIn ? [parameterRef('EntityIds'), parameterRef('OrgIds')] : []),
      ...(keyed ? [parameterRef('IdempotencyKey')] : []),
    ],
    security: securityOf(family.credentials),
    responses: Object.fromEntries(
      statuses.map((status) => {
        const answer = merged(responses[status], common[status]);
        const headers = { ...headerRefs(everywhere), ...answer.headers };
        return [status, { ...answer, headers }];
      }),
    ),
  };
}

function examplePath(path: string, parameters: readonly V3.ParameterObject[]): string {
  return path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const [first] = Object.values(parameters.find((one) => one.name === name)?.examples ?? {});
    return first !== undefined && 'value' in first ? String(first.value) : whole;
  });
}

/**
 * The family's own causes of a status first, then the platform's; bodies of either. A header that only the platform's
 * answer has may be absent.
 */
function merged(
  own: V3.ResponseObject | undefined,
  common: V3.ResponseObject | undefined,
): V3.ResponseObject {
  if (own === undefined || common === undefined) return own ?? common ?? { description: '' };
  return {
    description: `${own.description} Or: ${common.description}`,
    headers: { ...optionalHeaders(Object.keys(common.headers ?? {})), ...own.headers },
    ...((own.content ?? common.content) && { content: { ...common.content, ...own.content } }),
  };
}
