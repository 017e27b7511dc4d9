import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { StoredFile } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { ResultStore } from '../../ports/results.ts';
import type { Family } from '../family.ts';
import { type ByteRange, matchesTag, readRange } from './byte-range.ts';
import { fileErrors, refuseFile } from './file-errors.ts';
import { type Links, RESULTS_PATH } from './links.ts';

/** By the last extension of a file's name (data-query-and-query-runs.md §5.6). */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  dsv: 'text/plain; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
  gz: 'application/gzip',
  zip: 'application/zip',
};

export interface DownloadParts {
  readonly jobs: Pick<Jobs, 'fileByName' | 'get'>;
  readonly results: Pick<ResultStore, 'read'>;
  readonly links: Links;
}

/**
 * Result files behind signed links (data-query-and-query-runs.md §2.6, §5.6): no credentials, no redirect, the stored
 * bytes as they are, whole or by one range. Whoever has no valid link learns nothing of what exists.
 */
export function downloads({ jobs, results, links }: DownloadParts): Family {
  async function send(request: FastifyRequest<FilePath>, reply: FastifyReply): Promise<FastifyReply> {
    const { name } = request.params;
    const verdict = links.verify(name, queryOf(request.url));
    if (verdict === 'expired') throw refuseFile.expired();
    if (verdict === 'tampered') throw refuseFile.tampered();
    const file = jobs.fileByName(name);
    if (file === undefined) throw refuseFile.gone();
    const tenant = jobs.get(file.job)?.tenant;
    request.audited = { job: file.job, ...(tenant !== undefined && { tenant }) };

    // In the order of RFC 9110 §13.2.2: If-Match, If-None-Match, then the range.
    const tag = tagOf(file);
    const { 'if-match': only, 'if-none-match': known } = request.headers;
    if (only !== undefined && !matchesTag(only, tag)) throw refuseFile.changed();
    reply.header('etag', tag).header('accept-ranges', 'bytes');
    if (matchesTag(known, tag)) return reply.code(304).send();
    const range = wantedRange(request, file);

    const { job, epoch, unit, part } = file;
    const found = await results.read({ job, epoch, unit, part }, range);
    if (found === undefined) throw refuseFile.gone();
    reply.header('content-type', CONTENT_TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
    if (range === undefined) reply.header('content-length', found.size);
    else
      reply
        .code(206)
        .header('content-range', `bytes ${range.start}-${range.end}/${found.size}`)
        .header('content-length', range.end - range.start + 1);
    if (request.method !== 'HEAD') return reply.send(found.stream);
    destroy(found.stream);
    return reply.send();
  }

  return {
    name: 'results',
    prefixes: [RESULTS_PATH],
    credentials: [],
    countsRequests: false,
    errors: fileErrors,
    document: async () => (await import('../openapi/results.ts')).resultsPart,
    register(app: FastifyInstance) {
      app.route<FilePath>({
        method: ['GET', 'HEAD'],
        url: `${RESULTS_PATH}/:name`,
        config: { audit: 'downloaded' },
        handler: send,
      });
    },
  };
}

interface FilePath {
  Params: { name: string };
}

/** @throws Refusal 416 */
function wantedRange({ headers }: FastifyRequest, file: StoredFile): ByteRange | undefined {
  const condition = headers['if-range'];
  // We send no Last-Modified, so a date in If-Range never holds: the whole file is the safe answer.
  if (condition !== undefined && condition !== tagOf(file)) return undefined;
  const range = readRange(headers.range, file.bytes);
  if (range === 'unsatisfiable') throw refuseFile.range(file.bytes);
  return range === 'none' ? undefined : range;
}

/** Strong: of the stored bytes. */
function tagOf({ sha256 }: StoredFile): string {
  return `"${sha256}"`;
}

function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at + 1);
}

function destroy(stream: NodeJS.ReadableStream): void {
  if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
}
