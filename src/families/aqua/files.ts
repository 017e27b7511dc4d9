import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Limits } from '../../config/limits.ts';
import type { Job, StoredFile } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { signedIn } from '../../platform/request-context.ts';
import { sendFile } from '../../platform/results/send-file.ts';
import type { ResultStore } from '../../ports/results.ts';
import { attachment, csvName, downloadName } from './file-name.ts';
import { hexOf } from './ids.ts';
import type { KeptRequest } from './kept-request.ts';
import { FILE_PATHS } from './paths.ts';
import { refuseFile } from './refusals.ts';
import { PERMISSION, sees } from './visible-jobs.ts';

const STATUS_PATH = '/v1/files/:id/status';

const CONTENT_TYPES: Readonly<Record<KeptRequest['format'], string>> = {
  csv: 'text/csv;charset=UTF-8',
  zip: 'application/zip;charset=UTF-8',
  gzip: 'application/x-gzip;charset=UTF-8',
};
const ENCRYPTED_TYPE = 'application/pgp-encrypted;charset=UTF-8';
const MIB = 1024 ** 2;

export interface FileParts {
  readonly jobs: Pick<Jobs, 'fileByName' | 'get'>;
  readonly results: Pick<ResultStore, 'read'>;
  readonly limits: Pick<Limits, 'aqua.maxFileBytes'>;
}

interface FilePath {
  Params: { id: string };
}

/** Result files (aqua.md §1.7): a file of nobody, of another tenant or user, and one past its life are all unknown. */
export function fileRoutes(app: FastifyInstance, { jobs, results, limits }: FileParts): void {
  const most = limits['aqua.maxFileBytes'];

  function found(request: FastifyRequest<FilePath>): { readonly job: Job; readonly file: StoredFile } {
    const { id } = request.params;
    const caller = signedIn(request);
    if (!caller.user.permissions.includes(PERMISSION)) throw refuseFile.denied();
    const name = hexOf(id);
    const file = name === undefined ? undefined : jobs.fileByName(name);
    const job = file && jobs.get(file.job);
    if (file === undefined || job === undefined || !sees(caller, job)) throw refuseFile.unknown(id);
    request.audited = { job: job.id };
    return { job, file };
  }

  async function send(request: FastifyRequest<FilePath>, reply: FastifyReply): Promise<FastifyReply> {
    const { job, file } = found(request);
    if (most !== undefined && file.bytes > most) throw refuseFile.tooLarge(`${Math.floor(most / MIB)}MB`);
    const unknown = () => refuseFile.unknown(request.params.id);
    return sendFile({ request, reply, results }, file, {
      headers: fileHeaders(job, file),
      refuse: { ...refuseFile, gone: unknown },
    });
  }

  for (const path of FILE_PATHS)
    app.route<FilePath>({
      method: ['GET', 'HEAD'],
      url: `${path}/:id`,
      config: { audit: 'downloaded' },
      handler: send,
    });

  app.get<FilePath>(STATUS_PATH, { config: { audit: 'read' } }, (request, reply) => {
    found(request);
    reply.send({ success: true, accessible: true, status: 'RESTORED' });
  });
}

/** Of a file, whichever link it is asked for by: its name in a link is an id. */
export function fileHeaders(job: Job, { unit }: StoredFile): Readonly<Record<string, string>> {
  // Written by this family's own submit, so its shape is known.
  const request = job.request as KeptRequest;
  const batch = request.batches[unit - 1];
  const name = downloadName(csvName(batch?.name, batch?.batchId ?? job.id), request);
  return {
    'content-type': request.encrypted === 'pgp' ? ENCRYPTED_TYPE : CONTENT_TYPES[request.format],
    'content-disposition': attachment(name),
  };
}
