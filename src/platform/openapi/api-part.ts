import type { OpenAPIV3_1 as V3 } from 'openapi-types';

/**
 * What a family puts into `/openapi.json`: its own paths, shapes and examples as plain objects. What every request
 * passes (credentials, headers, refusals of the platform) is added to each operation by `assemble.ts`.
 */
export interface ApiPart {
  readonly tag: V3.TagObject;
  /** Name of the schema that the family's refusals have (`ErrorShape.body`). */
  readonly errorSchema: string;
  /** By names that are unique over all families. */
  readonly schemas: Readonly<Record<string, V3.SchemaObject>>;
  /** Whole paths, parameters as `{id}`. */
  readonly paths: Readonly<Record<string, ApiPath>>;
}

export type ApiPath = { readonly [M in 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete']?: ApiOperation };

/**
 * One operation with the answers that are its own. Examples are replayed by a test (`test/platform/openapi`): an example
 * of an answer is what the request of the same name gets, made of the parameters' and the body's examples of that name;
 * the name `otherUser` also says that the reader of `dev` sends it.
 */
export interface ApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly V3.ParameterObject[];
  readonly requestBody?: V3.RequestBodyObject;
  readonly responses: Readonly<Record<string, V3.ResponseObject>>;
  /** `false`: it takes no `Idempotency-Key`, like its route's `config.keyed`. */
  readonly keyed?: false;
}

export function schemaRef(name: string): V3.ReferenceObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** Examples by name from their bare values. */
export type Examples = Readonly<Record<string, unknown>>;

/** A body or an answer of JSON with its examples. */
export function json(
  schema: V3.SchemaObject | V3.ReferenceObject,
  examples: Examples = {},
): Record<string, V3.MediaTypeObject> {
  return { 'application/json': media(schema, examples) };
}

export function media(
  schema: V3.SchemaObject | V3.ReferenceObject,
  examples: Examples = {},
): V3.MediaTypeObject {
  return { schema, ...(Object.keys(examples).length > 0 && { examples: named(examples) }) };
}

/** A path parameter, with its value for each example. */
export function inPath(name: string, description: string, examples: Examples): V3.ParameterObject {
  return {
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string' },
    examples: named(examples),
  };
}

/** A query parameter, with its value for the examples that have it. */
export function inQuery(
  name: string,
  description: string,
  schema: NonNullable<V3.ParameterObject['schema']>,
  examples: Examples = {},
): V3.ParameterObject {
  return {
    name,
    in: 'query',
    description,
    schema,
    ...(Object.keys(examples).length > 0 && { examples: named(examples) }),
  };
}

function named(examples: Examples): Record<string, V3.ExampleObject> {
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
}
