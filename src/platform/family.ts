import type { FastifyInstance } from 'fastify';
import type { Job, JobLimits, StoredFile } from '../jobs/job.ts';
import type { AcceptedRequest, RequestEnd, RequestOutcome } from '../ports/accepted-requests.ts';
import type { FamilyFaults } from './errors/family-faults.ts';
import type { Refusal } from './errors/refusal.ts';
import type { ConcurrencyType } from './limits/concurrency.ts';
import type { ApiPart } from './openapi/api-part.ts';
import type { Caller } from './sign-in/caller.ts';

/** A bearer token, HTTP Basic, or the headers `apiAccessKeyId` and `apiSecretAccessKey` (platform.md §2). */
export type CredentialKind = 'bearer' | 'basic' | 'keys';

/** An API family as the platform sees it: to add one, write such an object and name it in `main.ts`. */
export interface Family {
  /** As jobs carry it: `data-query`. */
  readonly name: string;
  /** Paths that are the family's own, without a slash at the end; everything below them takes its error shape. */
  readonly prefixes: readonly string[];
  /** Paths that are there and take no method at all, parameters as `:id`: 405, not 404. */
  readonly bare?: readonly string[];
  /**
   * Ways of signing in that its routes take; none: its routes look for themselves. `keys` marks a family of the
   * older kind, below `/v1` or `/apps` (platform.md §2.3): only there are Basic and keys taken from Zuora's clients.
   */
  readonly credentials: readonly CredentialKind[];
  /** Users without it are refused. */
  readonly permission?: string;
  /** Whether whoever can read the data directory may call too, as `request.operator` (`operator-file.ts`). */
  readonly takesOperator?: true;
  /** Among which requests its own are counted while they are answered; `Default` when absent. */
  readonly concurrency?: ConcurrencyType;
  /** `false`: its requests count against no limit, and its replies carry no `RateLimit-*` headers. */
  readonly countsRequests?: false;
  /** The v1 shape when absent. */
  readonly errors?: ErrorShape;
  /** Its documented errors by code; a family without jobs has none. */
  readonly faults?: FamilyFaults;
  /** The family's word for where one of its jobs is; `undefined` in families without jobs. */
  readonly wireStatus?: (job: Job) => string;
  /** What `/openapi.json` says of its routes; loaded only when somebody asks for that. */
  document(): Promise<ApiPart>;
  /** Where the end of this job, which announces it, is called out; nowhere when it answers nothing. */
  readonly callout?: (job: Job) => { readonly url: string } | undefined;
  /**
   * Carries out a request of its own that was accepted before, as its caller. `ended`: its end was written with what it
   * made, by what `ending` answers. @throws what may pass: it is tried again
   */
  readonly carryOut?: (
    request: AcceptedRequest,
    caller: Caller,
    ending: (outcome: RequestOutcome) => RequestEnd,
  ) => Promise<RequestOutcome | 'ended'>;
  /** By what name `--limit` changes what holds for this job (operating.md §9). */
  readonly limitName?: (job: Job, limit: keyof JobLimits) => string | undefined;
  /** Content type and name of a file of one of its jobs; by the extension of the file's name when absent. */
  readonly fileHeaders?: (job: Job, file: StoredFile) => Readonly<Record<string, string>>;
  /** Adds the routes, with whole paths. */
  register(app: FastifyInstance): void;
}

/** How a family words a refusal (platform.md §4.4). */
export interface ErrorShape {
  /** Whose words a 401 has: of the one gateway before most families, or the family's own. */
  readonly unauthenticated: 'gateway' | 'own';
  readonly contentType: string;
  /** `WWW-Authenticate` of a 401 in this shape (RFC 9110 §11.6.1). */
  readonly challenge?: string;
  /** Where it is not the refusal's own. */
  status?(refusal: Refusal, request: RefusedRequest): number;
  /** A text is sent as it is, anything else as JSON. */
  body(refusal: Refusal, request: RefusedRequest): object | string;
}

export interface RefusedRequest {
  readonly requestId: string;
  /** Path without query, as the client wrote it. */
  readonly path: string;
  /** Business time, ISO 8601. */
  readonly at: string;
  /** Whether a route was found for it. */
  readonly routed: boolean;
  /** Its header `Zuora-Version`. */
  readonly version: unknown;
}

/** The family whose prefix covers the path, if any. The path has no doubled slashes and no query. */
export function familyOf(families: readonly Family[], path: string): Family | undefined {
  return families.find(({ prefixes }) =>
    prefixes.some(
      (prefix) => path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/'),
    ),
  );
}

/**
 * Path of a request target: without query, repeated slashes collapsed (clients.md rule 1), and without the scheme and
 * host of an absolute one, which every server has to take (RFC 9112 §3.2.2).
 */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  const whole = end === -1 ? target : target.slice(0, end);
  const path = whole.startsWith('/') ? whole : whole.replace(/^https?:\/\/[^/]*/i, '');
  return path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
}

/** The path as the router reads it: `%71` is `q`, but `%2F` separates nothing. As it is where it cannot be decoded. */
export function decodedPath(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
