import { CATEGORY, type Refusal } from '../../platform/errors/refusal.ts';
import type { ErrorShape } from '../../platform/family.ts';
import { type Fault, RunRefusal } from './request-errors.ts';

/** `type` of a status (data-query-and-query-runs.md §3.2). */
const TYPES: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  409: 'conflict',
  423: 'locked',
  429: 'too_many_requests',
  500: 'internal_server_error',
  502: 'bad_gateway',
  503: 'service_unavailable',
  504: 'gateway_timeout',
};

/** Of these `errors` is empty in every published sample, or says nothing that the type does not. */
const BARE: ReadonlySet<number> = new Set([401, 404, 405, 408, 409, 429]);

/** The shape of v2: `{type, errors, retryable}`, also of a 401, and without a challenge (platform.md §4.3). */
export const queryRunErrors: ErrorShape = {
  unauthenticated: 'own',
  contentType: 'application/json; charset=utf-8',
  body: (refusal) => ({
    type: typeOf(refusal.status),
    errors: faultsOf(refusal),
    retryable: isRetryable(refusal),
  }),
};

function typeOf(status: number): string {
  return TYPES[status] ?? (status >= 500 ? 'internal_server_error' : 'bad_request');
}

function isRetryable({ status, category }: Refusal): boolean {
  return status >= 500 || status === 408 || status === 429 || category === CATEGORY.contention;
}

/** What the platform refused has no elements of its own: made here of what it says. */
export function faultsOf(refusal: Refusal): readonly Fault[] {
  const { status, category, message, parameter } = refusal;
  if (status >= 500) return [];
  if (refusal instanceof RunRefusal) return status === 429 ? [] : refusal.faults;
  if (BARE.has(status)) return [];
  // A permission, an entity or an org: no published code fits.
  if (status === 403) return [{ message }];
  const code = codeOf(status, category);
  return [{ code, ...(parameter !== undefined && { parameter }), message }];
}

function codeOf(status: number, category: number): string {
  if (status === 422) return 'invalid_value';
  return category === CATEGORY.malformed || category === CATEGORY.unsupported
    ? 'invalid_request'
    : 'invalid_parameter';
}
