import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';
import type { Family } from './family.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the caller is signed in; read it with `callerOf`. */
    caller: Caller | null;
    family: Family | null;
    /** Well-formed track id to echo and to keep with jobs. */
    trackId: string | null;
  }
}

/** The signed-in caller of a route behind authentication. */
export function signedIn(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('a route without authentication asked for its caller');
  return request.caller;
}
