import { randomBytes } from 'node:crypto';
import type { Choices } from '../../config/choices.ts';
import type { ErrorShape, RefusedRequest } from '../family.ts';
import { CATEGORY, type Refusal } from './refusal.ts';
import { isAtLeast, zuoraVersion } from './zuora-version.ts';

/** Sent with a 401, realms unquoted as published (platform.md §4.3). */
export const CHALLENGE = 'Basic realm=Zuora API, ZSession realm=Zuora API, Bearer realm=Zuora API';

/** "Invalid credential in the header" (platform.md §4.3). */
const INVALID_CREDENTIAL = 90_000_011;
/** Resource number of requests without one of their own (platform.md §4.2). */
const UNKNOWN_RESOURCE = 500_000;

/** Refusals of the transport: they had their statuses in every version, as had all of 5xx (platform.md §4.2). */
const TRANSPORT = new Set([401, 408, 413, 429, 431]);

/**
 * The v1 shape (platform.md §4.1, §4.2): of v1 families and others that have none of their own, of paths that no
 * family owns, and of nearly every 401. Below `/v1/` a business error is 200 before version 2024-05-20.
 */
export function v1Errors(choices: Choices): ErrorShape {
  function isVersioned({ path }: RefusedRequest): boolean {
    return path.startsWith('/v1/');
  }
  function reaches(threshold: Parameters<typeof isAtLeast>[1], { version }: RefusedRequest): boolean {
    return isAtLeast(zuoraVersion(version, choices['platform.zuoraVersion']), threshold);
  }

  function codeOf({ status, category }: Refusal, request: RefusedRequest): number {
    if (status === 401) return INVALID_CREDENTIAL;
    const known = category !== CATEGORY.badParameter || reaches('2025-08-12', request);
    return UNKNOWN_RESOURCE * 100 + (known ? category : CATEGORY.badValue);
  }

  return {
    unauthenticated: 'gateway',
    contentType: 'application/json; charset=utf-8',
    challenge: CHALLENGE,
    status(refusal, request) {
      const { status } = refusal;
      const business = request.routed && status < 500 && !TRANSPORT.has(status);
      return business && isVersioned(request) && !reaches('2024-05-20', request) ? 200 : status;
    },
    body(refusal, request) {
      const { message } = refusal;
      return v1Body([{ code: codeOf(refusal, request), message }], request.requestId, choices);
    },
  };
}

/** The body alone, for families with codes of their own. */
export function v1Body(
  reasons: readonly { readonly code: number; readonly message: string }[],
  requestId: string,
  choices: Pick<Choices, 'platform.errorCodes'>,
): object {
  const asText = choices['platform.errorCodes'] === 'string';
  return {
    success: false,
    processId: randomBytes(8).toString('hex').toUpperCase(),
    reasons: reasons.map(({ code, message }) => ({ code: asText ? String(code) : code, message })),
    requestId,
  };
}
