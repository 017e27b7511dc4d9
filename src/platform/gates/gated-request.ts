import type { FastifyRequest } from 'fastify';
import type { GatedRequest } from '../../ports/request-gates.ts';
import { decodedPath, pathOf } from '../family.ts';
import type { AuditedAction } from '../request-context.ts';
import { readCredentials } from '../sign-in/authentication.ts';

/** Of those that the audit log tells apart. */
const CALLS: Readonly<Partial<Record<AuditedAction, NonNullable<GatedRequest['call']>>>> = {
  submitted: 'submit',
  uploaded: 'upload',
  read: 'read',
  downloaded: 'download',
  stopped: 'stop',
};

/** Name of the header by which a request brings rules of its own (operating.md §5). */
const HEADER = 'sluice-lab';

export function broughtBy({ headers }: FastifyRequest): string | undefined {
  const given = headers[HEADER];
  return given === undefined ? undefined : String(given);
}

export function callOf({ routeOptions }: FastifyRequest): GatedRequest['call'] {
  const { audit } = routeOptions.config;
  return audit && CALLS[audit];
}

export function gatedRequest(request: FastifyRequest): GatedRequest {
  const { id, caller, url, method, family, headers } = request;
  const at = url.indexOf('?');
  return {
    id,
    family: family?.name,
    tenant: caller?.tenant.name,
    admin: caller?.user.admin === true,
    method,
    path: decodedPath(pathOf(url)),
    query: at === -1 ? '' : url.slice(at + 1),
    call: callOf(request),
    trackId: request.trackId ?? undefined,
    get bearer() {
      return readCredentials(headers.authorization)?.scheme === 'bearer';
    },
    body: () => (Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''),
    brings: broughtBy(request),
  };
}
