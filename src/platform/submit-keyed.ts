import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Job, SubmitJob } from '../jobs/job.ts';
import { type Jobs, KeyTaken } from '../jobs/jobs.ts';

export interface Submitted {
  /** JSON. */
  readonly body: string;
  /** As accepted; `undefined`: another node had taken the key, and `body` is of its reply, which is to be sent as it is. */
  readonly job: Job | undefined;
}

/**
 * Submits a job and makes the body of the reply, with the status that the reply has by now. Under an `Idempotency-Key` the job and its reply become durable
 * together, so that no crash between them lets a retry make a second job; and where another node had taken the key, its
 * reply is given.
 * A route that waits and then sends another reply than this may do so: that one is kept in its place.
 * @param shown what the reply says of the job as accepted
 * @throws what `Jobs.submit` throws, but for `KeyTaken`
 */
export async function submitKeyed(
  jobs: Pick<Jobs, 'submit'>,
  job: SubmitJob,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  shown: (job: Job) => object,
): Promise<Submitted> {
  reply.type('application/json; charset=utf-8');
  const { keyed } = request;
  if (keyed === null) {
    const accepted = await jobs.submit(job);
    return { body: JSON.stringify(shown(accepted)), job: accepted };
  }
  try {
    let body = '';
    const accepted = await jobs.submit(job, {
      reply(made) {
        body = JSON.stringify(shown(made));
        return keyed.kept(reply, body, made.id);
      },
    });
    keyed.stored = keyed.kept(reply, body, accepted.id);
    return { body, job: accepted };
  } catch (error) {
    if (error instanceof KeyTaken) return { body: keyed.replay(error.reply, reply), job: undefined };
    throw error;
  }
}
