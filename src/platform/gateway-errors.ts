import { randomBytes } from 'node:crypto';
import type { ErrorShape } from './family.ts';

/** Sent with a 401 of the gateway, realms unquoted as published (platform.md §4.3). */
const CHALLENGE = 'Basic realm=Zuora API, ZSession realm=Zuora API, Bearer realm=Zuora API';

/** "Invalid credential in the header" (platform.md §4.3). */
const INVALID_CREDENTIAL = 90_000_011;
/** Resource number of requests without one of their own (platform.md §4.2). */
const UNKNOWN_RESOURCE = 500_000;

/** The v1 shape (platform.md §4.1): of paths that no family owns, and of nearly every 401. */
export const gatewayErrors: ErrorShape = {
  unauthenticated: 'gateway',
  contentType: 'application/json; charset=utf-8',
  challenge: CHALLENGE,
  body: ({ status, category, message }, { requestId }) => ({
    success: false,
    processId: randomBytes(8).toString('hex').toUpperCase(),
    reasons: [{ code: status === 401 ? INVALID_CREDENTIAL : UNKNOWN_RESOURCE * 100 + category, message }],
    requestId,
  }),
};
