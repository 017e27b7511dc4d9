import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Job } from '../../jobs/job.ts';
import { type Jobs, NoSuchJob, NotOpen } from '../../jobs/jobs.ts';
import type { MachineTime } from '../../ports/clock.ts';
import type { WrittenFile } from '../../ports/engine.ts';
import type { ResultTarget } from '../../ports/results.ts';
import { Refusal, refuse } from '../errors/refusal.ts';
import type { Family } from '../family.ts';
import { fileErrors } from '../results/file-errors.ts';
import { passBy } from '../unread-bodies.ts';
import { ArrivingFile } from './arriving-file.ts';
import type { Uploads } from './upload-addresses.ts';
import { refuseUpload } from './upload-errors.ts';
import { readUploadForm } from './upload-form.ts';

export interface UploadParts {
  readonly jobs: Pick<Jobs, 'get' | 'receive'>;
  readonly uploads: Uploads;
  /** Puts a stream at a target, all of it or it throws. */
  readonly store: (file: Readable, target: ResultTarget) => Promise<WrittenFile>;
  readonly time: Pick<MachineTime, 'after'>;
  /** Largest file, bytes. */
  readonly maxBytes: number;
  /** Longest an upload may take, ms of machine time. */
  readonly withinMs: number;
}

/** Of a form, beside its file, bytes: fields and boundaries. */
const AROUND_THE_FILE_BYTES = 64 * 1024;

/**
 * Files that jobs wait for, behind signed addresses (bulk-data.md §2.2): no credentials; a form by POST or the bytes by
 * PUT. A file goes to the disk as it comes; nothing is kept of one that does not come whole, is too large or too slow.
 */
export function uploads({
  jobs,
  uploads: { path, verifyForm, verifyUrl },
  store,
  time,
  maxBytes,
  withinMs,
}: UploadParts): Family {
  async function take(source: Readable, id: string, most: number, request: FastifyRequest): Promise<Job> {
    const job = jobs.get(id);
    request.audited = { job: id, ...(job !== undefined && { tenant: job.tenant }) };
    if (job?.state !== 'open') throw refuseUpload.closed();
    const file = new ArrivingFile(most);
    const late = time.after(withinMs, () => file.destroy(refuseUpload.tooSlow()));
    // A client that goes is no failure of ours.
    source.on('error', (error) => file.destroy(error instanceof Refusal ? error : refuseUpload.cut()));
    source.on('close', () => {
      if (!source.readableEnded) file.destroy(refuseUpload.cut());
    });
    try {
      return await jobs.receive(id, (target) => store(source.pipe(file), target));
    } catch (error) {
      throw refusalOf(file.errored ?? error);
    } finally {
      late.cancel();
      source.unpipe(file);
    }
  }

  async function post(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    checkLength(request, AROUND_THE_FILE_BYTES);
    await readUploadForm(request.raw, async (fields, file) => {
      const verdict = verifyForm(fields);
      switch (verdict.kind) {
        case 'valid':
          tell(reply, await take(file, verdict.key, Math.min(verdict.maxBytes, maxBytes), request));
          return;
        case 'missing':
          throw refuseUpload.fieldMissing(verdict.what);
        case 'broken':
          throw refuseUpload.policy(verdict.what);
        default:
          throw verdict.kind === 'expired' ? refuseUpload.expired() : refuseUpload.tampered();
      }
    });
    return reply.code(204).send();
  }

  async function put(request: FastifyRequest<UploadPath>, reply: FastifyReply): Promise<FastifyReply> {
    const { job } = request.params;
    const verdict = verifyUrl(job, queryOf(request.url));
    if (verdict === 'expired') throw refuseUpload.linkExpired();
    if (verdict === 'tampered') throw refuseUpload.tampered();
    checkLength(request);
    tell(reply, await take(request.raw, job, maxBytes, request));
    return reply.code(200).send();
  }

  /** @throws FileRefusal when what is announced is too much already */
  function checkLength({ headers }: FastifyRequest, around = 0): void {
    if (Number(headers['content-length'] ?? 0) > maxBytes + around) throw refuseUpload.tooLarge(maxBytes);
  }

  return {
    name: 'uploads',
    prefixes: [path],
    credentials: [],
    countsRequests: false,
    errors: fileErrors,
    document: async () => (await import('../openapi/uploads.ts')).uploadsPart(path),
    register(app: FastifyInstance) {
      // The routes read their bodies themselves.
      app.removeAllContentTypeParsers();
      app.addContentTypeParser('*', (_request, _payload, done) => done(null));
      app.addHook('onError', (request, _reply, _error, done) => {
        passBy(request.raw, time);
        done();
      });
      const config = { audit: 'uploaded' } as const;
      app.post(path, { config }, post);
      app.put<UploadPath>(`${path}/:job`, { config }, put);
    },
  };
}

interface UploadPath {
  Params: { job: string };
}

function tell(reply: FastifyReply, { intake }: Job): void {
  if (intake?.source !== undefined) reply.header('etag', `"${intake.source.sha256}"`);
}

/** What keeps a file from being taken in, but for the file's own faults. */
function refusalOf(error: unknown): unknown {
  if (error instanceof NoSuchJob) return refuseUpload.closed();
  if (error instanceof NotOpen)
    return error.why === 'replaced meanwhile' ? refuseUpload.replaced() : refuseUpload.closed();
  const { code } = error as { readonly code?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT') return refuse.later('There is no room for the file', error);
  return error;
}

function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at + 1);
}
