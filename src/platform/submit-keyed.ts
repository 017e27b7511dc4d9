import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Job, SubmitJob } from '../jobs/job.ts';
import { type Jobs, KeyTaken } from '../jobs/jobs.ts';

/**
 * Submits a job and answers the body of the reply, JSON. Under an `Idempotency-Key` the job and its reply become durable
 * together, so that no crash between them lets a retry make a second job; and where another node had taken the key, its
 * reply is given.
 * @param shown what the reply says of the job as accepted
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
  const body = (accepted: Job): string => JSON.stringify(shown(accepted));
  if (keyed === null) return body(await jobs.submit(job));
  try {
    let text = '';
    const accepted = await jobs.submit(job, {
      reply(made) {
        text = body(made);
        return keyed.kept(reply, text, made.id);
      },
    });
    keyed.stored = keyed.kept(reply, text, accepted.id);
    return text;
  } catch (error) {
    if (error instanceof KeyTaken) return keyed.replay(error.reply, reply);
    throw error;
  }
}
