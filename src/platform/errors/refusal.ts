/**
 * Why a request is not carried out, before any family words it. `category` is the last two digits of Zuora's error
 * codes (platform.md §4.2); families that have no codes ignore it.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly category: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Name of the header or parameter that is wrong, in lower case, where it is one alone: some families say it apart. */
  readonly parameter: string | undefined;
  constructor(
    status: number,
    category: number,
    message: string,
    options: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly parameter?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = status;
    this.category = category;
    this.headers = options.headers ?? {};
    this.parameter = options.parameter;
  }
}

/** Categories of platform.md §4.2 that the platform itself gives. */
export const CATEGORY = {
  denied: 10,
  unauthenticated: 11,
  badValue: 20,
  /** Since version 2025-08-12; `badValue` before. */
  badParameter: 27,
  /** A business rule. */
  rule: 30,
  notFound: 40,
  unsupported: 45,
  /** Somebody else holds what the request needs: again in a moment. */
  contention: 50,
  internal: 60,
  temporary: 61,
  limit: 70,
  malformed: 90,
} as const;

export const refuse = {
  unauthenticated: () =>
    new Refusal(401, CATEGORY.unauthenticated, 'this resource is protected, please sign in first'),
  denied: (message: string) => new Refusal(403, CATEGORY.denied, message),
  unknownPath: () => new Refusal(404, CATEGORY.notFound, 'HTTP 404 Not Found'),
  method: (allowed: readonly string[]) =>
    new Refusal(405, CATEGORY.unsupported, 'HTTP 405 Method Not Allowed', {
      headers: { allow: allowed.join(', ') },
    }),
  mediaType: () => new Refusal(415, CATEGORY.unsupported, 'HTTP 415 Unsupported Media Type'),
  tooLarge: (bytes: number) =>
    new Refusal(413, CATEGORY.badValue, `The request body is larger than ${bytes} bytes`),
  tooManyValues: (values: number) =>
    new Refusal(413, CATEGORY.badValue, `The request body has more than ${values} values`),
  tooSlow: () => new Refusal(408, CATEGORY.badValue, 'The request did not arrive in time'),
  malformed: (message: string) => new Refusal(400, CATEGORY.malformed, message),
  bodiesTooLarge: () => refuse.overLimit('Too many large request bodies are on their way', 1),
  /** @param seconds after which it may pass */
  overLimit: (message: string, seconds: number) =>
    new Refusal(429, CATEGORY.limit, message, { headers: { 'retry-after': String(seconds) } }),
  later: (message: string, cause: unknown) =>
    new Refusal(503, CATEGORY.temporary, message, { headers: { 'retry-after': '5' }, cause }),
  internal: (cause: unknown) =>
    new Refusal(500, CATEGORY.internal, 'The request failed for a reason inside the server', { cause }),
} as const;
