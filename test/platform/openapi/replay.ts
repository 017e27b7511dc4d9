import type { OpenAPIV3_1 as V3 } from 'openapi-types';

/** One example of the document: the request that its name gathers, and the answer it has to get. */
export interface Replay {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** With query, as the client sends it; ids are those of the document. */
  readonly target: string;
  readonly as: 'admin' | 'reader' | 'nobody';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly status: number;
  readonly mediaType: string;
  readonly expected: unknown;
  readonly response: V3.ResponseObject;
  /** JSON pointer to the schema of the answer. */
  readonly schema: string;
}

/** Ways of sending that a name alone stands for (`ApiOperation` of `src/platform/openapi/api-part.ts`). */
const SENT_AS: Readonly<Record<string, Replay['as']>> = { unauthenticated: 'nobody', otherUser: 'reader' };

/** Every example of an answer in the document. @throws for one that no request can be made for */
export function replays(document: V3.Document): Replay[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).flatMap(([method, operation]) =>
      replaysOf(document, path, method, operation as V3.OperationObject),
    ),
  );
}

function replaysOf(
  document: V3.Document,
  path: string,
  method: string,
  operation: V3.OperationObject,
): Replay[] {
  return Object.entries(operation.responses ?? {}).flatMap(([status, response]) => {
    if ('$ref' in response) return [];
    return Object.entries(response.content ?? {}).flatMap(([mediaType, { examples = {} }]) =>
      Object.entries(examples).map(([name, example]) => ({
        ...requestOf(document, path, operation, name),
        name,
        method: method.toUpperCase(),
        path,
        as: SENT_AS[name] ?? 'admin',
        status: Number(status),
        mediaType,
        expected: 'value' in example ? example.value : undefined,
        response,
        schema: pointer('paths', path, method, 'responses', status, 'content', mediaType, 'schema'),
      })),
    );
  });
}

function requestOf(
  document: V3.Document,
  path: string,
  operation: V3.OperationObject,
  name: string,
): Pick<Replay, 'target' | 'headers' | 'body'> {
  let target = path;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  for (const parameter of operation.parameters ?? []) {
    const found = '$ref' in parameter ? resolved(document, parameter.$ref) : parameter;
    const value =
      exampleValue(found.examples?.[name]) ??
      (found.in === 'path' ? anyFor(name, found.examples) : undefined);
    if (value === undefined && found.in === 'path')
      throw new Error(`${operation.operationId}: no example "${name}" of the path's ${found.name}`);
    if (value === undefined) continue;
    if (found.in === 'path') target = target.replace(`{${found.name}}`, encodeURIComponent(String(value)));
    if (found.in === 'query') query.append(found.name, String(value));
    if (found.in === 'header') headers[found.name] = String(value);
  }
  if (query.size > 0) target += `?${query}`;
  return { target, headers, ...bodyOf(operation, name, headers) };
}

function bodyOf(
  { requestBody, operationId }: V3.OperationObject,
  name: string,
  headers: Record<string, string>,
): { body: string | undefined } {
  if (requestBody === undefined || '$ref' in requestBody) return { body: undefined };
  for (const [type, { examples = {} }] of Object.entries(requestBody.content)) {
    const value = exampleValue(examples[name]) ?? anyFor(name, examples);
    if (value === undefined) continue;
    headers['content-type'] = type;
    const form = type === 'application/x-www-form-urlencoded';
    return {
      body: form ? String(new URLSearchParams(value as Record<string, string>)) : JSON.stringify(value),
    };
  }
  throw new Error(`${operationId}: no example "${name}" of the body`);
}

/** Who has no credentials is refused whatever is sent: any example will do. */
function anyFor(name: string, examples: V3.MediaTypeObject['examples'] = {}): unknown {
  return name === 'unauthenticated' ? exampleValue(Object.values(examples)[0]) : undefined;
}

function pointer(...keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function exampleValue(example: V3.ReferenceObject | V3.ExampleObject | undefined): unknown {
  return example !== undefined && 'value' in example ? example.value : undefined;
}

function resolved({ components }: V3.Document, ref: string): V3.ParameterObject {
  const found = components?.parameters?.[ref.split('/').at(-1) ?? ''];
  if (found === undefined || '$ref' in found) throw new Error(`${ref} leads nowhere`);
  return found;
}

/**
 * A body with what differs from one run to the next replaced by what it is: ids, moments, tokens, signed links, and
 * the figures of `VARYING`. What is left has to be the same.
 */
export function steady(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => steady(item, key));
  // Those of the journal: each client sends its own, and an answer's tell what is left of limits.
  if (key === 'headers') return '<headers>';
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, steady(item, name)]));
  if (typeof value === 'number') return VARYING.has(key) ? '<number>' : value;
  if (typeof value === 'string' && SHOWN_ONCE.has(key)) return '<secret>';
  if (typeof value === 'string' && key === 'Policy') return '<policy>';
  return typeof value === 'string' ? steadyText(value) : value;
}

const SHOWN_ONCE: ReadonlySet<string> = new Set(['clientSecret', 'password']);

const VARYING: ReadonlySet<string> = new Set([
  'ms',
  'totalMs',
  'processingTime',
  'processing_duration',
  'bytes',
  'offset',
  'removed',
]);

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/https?:\/\/[^/\s]+\/results\/[^?\s]+_\d{16}(\.\w+)+\?X-Amz-\S+/g, '<link$1>'],
  [/https?:\/\/[^/\s]+\/(?:results|bulk-data-uploads)\/[0-9a-f-]{36}([\w.]*)\?X-Amz-\S+/g, '<signed$1>'],
  [/\w+\/\d{8}\/us-west-2\/s3\/aws4_request/g, '<credential>'],
  [/\b\d{8}T\d{6}Z\b/g, '<stamp>'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'],
  [/<id>_\d{16}\b/g, '<id>_<digits>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z/g, '<moment>'],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, '<zoned>'],
  [/\bnode-[0-9a-f]{8}\b/g, '<node>'],
  [/\b[0-9a-f]{64}\b/g, '<sha256>'],
  [/\b[0-9a-f]{32}\b/g, '<hex>'],
  [/\b[0-9A-F]{16}\b/g, '<process>'],
  [/http:\/\/127\.0\.0\.1:\d+/g, '<server>'],
];

function steadyText(text: string): string {
  return FORMS.reduce((all, [form, name]) => all.replace(form, name), text);
}
