import { STATUS_CODES } from 'node:http';
import type { ErrorShape } from '../family.ts';

/** Problem documents (RFC 9457, operating.md §4): `detail` says what is wrong and what is allowed. */
export const problemErrors: ErrorShape = {
  unauthenticated: 'own',
  contentType: 'application/problem+json; charset=utf-8',
  challenge: 'Bearer realm="Sluice", Basic realm="Sluice"',
  body: ({ status, message }, { requestId, path }) => ({
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    instance: path,
    requestId,
  }),
};
