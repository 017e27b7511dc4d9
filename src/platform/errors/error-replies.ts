import { randomUUID } from 'node:crypto';
import { ShuttingDown } from '../../jobs/jobs.ts';
import { StoreError } from '../../ports/store.ts';
import type { ErrorShape, Family, RefusedRequest } from '../family.ts';
import { CATEGORY, Refusal, refuse } from './refusal.ts';

/** A refusal ready for the wire: the same whoever sends it, Fastify or a bare socket. */
export interface ErrorReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @param gateway the shape of paths that no family owns, and of most 401s: one gateway answers those (platform.md §4.4) */
export function errorReply(
  refusal: Refusal,
  family: Family | undefined | null,
  gateway: ErrorShape,
  request: Omit<RefusedRequest, 'at'> & { readonly now: number },
): ErrorReply {
  const own = family?.errors ?? gateway;
  const shape = refusal.status === 401 && own.unauthenticated === 'gateway' ? gateway : own;
  const refused = { ...request, at: new Date(request.now).toISOString() };
  const body = shape.body(refusal, refused);
  return {
    status: shape.status?.(refusal, refused) ?? refusal.status,
    headers: {
      'content-type': shape.contentType,
      ...(refusal.status === 401 && shape.challenge !== undefined && { 'www-authenticate': shape.challenge }),
      ...refusal.headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

export function newRequestId(): string {
  return randomUUID();
}

/** Whatever was thrown as a refusal: Fastify's own complaints about the request keep their status, all else is 500. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ShuttingDown) return refuse.later('The server is shutting down', error);
  if (error instanceof StoreError) return refuse.later(error.message, error);
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown };
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_CONTENT_TYPE':
      return refuse.mediaType();
    case 'FST_ERR_BAD_URL':
      return refuse.malformed('The path is not a valid URL path');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return refuse.unknownPath();
    default:
      if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
        return new Refusal(statusCode, CATEGORY.badValue, 'The request cannot be read', { cause: error });
      return refuse.internal(error);
  }
}
