import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify';

/** A request whose answer has left, or whose client has. */
export interface EndedRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Of its route; empty where there was none. */
  readonly config: FastifyContextConfig;
  /** Whether the whole answer has left. */
  readonly answered: boolean;
  /** Since its last header had arrived (machine time). */
  readonly ms: number;
}
