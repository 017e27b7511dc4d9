import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Job, SubmitJob } from '../../jobs/job.ts';
import { type Jobs, KeyTaken } from '../../jobs/jobs.ts';

/**
 * Submits a job and answers the body of the reply, JSON; its status is the one that the reply has by now. Under an
 * `Idempotency-Key` the job and its reply become durable together, so that no crash between them lets a retry make a
 * second job; and where another node had taken the key, its reply is given.
 * A route that waits and then sends another reply than this may do so: that one is kept in its place.
 * @param shown what the reply says of the job as accepted; called before the job is durable, and also where another node
 *   turns out to have the key: then there is no such job afterwards
 * @throws what `Jobs.submit` throws, but for `KeyTaken`
 */
export async function submitKeyed(
  jobs: Pick<Jobs, 'submit'>,
  job: SubmitJob,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  shown: (job: Job) => object,
): Promise<string> {
  reply.type('application/json; charset=utf-8');
  const { keyed } = request;
  if (keyed === null) return JSON.stringify(shown(await jobs.submit(job)));
  try {
    let body = '';
    const accepted = await jobs.submit(job, {
      reply(made) {
        body = JSON.stringify(shown(made));
        return keyed.kept(reply, body, made.id);
      },
    });
    keyed.stored = keyed.kept(reply, body, accepted.id);
    return body;
  } catch (error) {
    if (error instanceof KeyTaken) return keyed.replay(error.reply, reply);
    throw error;
  }
}
