import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StoredFile } from '../../jobs/job.ts';
import type { ResultStore } from '../../ports/results.ts';
import type { Refusal } from '../errors/refusal.ts';
import { type ByteRange, matchesTag, readRange } from './byte-range.ts';

/** What is said of a file that cannot be sent: each family has its own words. */
export interface FileRefusals {
  /** It is not there any more. */
  readonly gone: () => Refusal;
  /** `If-Match` names others. */
  readonly changed: () => Refusal;
  /** The range begins behind its end. */
  readonly range: (size: number) => Refusal;
}

export interface Sending {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly results: Pick<ResultStore, 'read'>;
}

/**
 * Answers with the stored bytes of a file as they are, whole or by one range, or with their headers alone (`HEAD`), or
 * 304 to who has them.
 * @throws Refusal of `refuse`
 */
export async function sendFile(
  { request, reply, results }: Sending,
  file: StoredFile,
  { headers, refuse }: { readonly headers: Readonly<Record<string, string>>; readonly refuse: FileRefusals },
): Promise<FastifyReply> {
  // In the order of RFC 9110 §13.2.2: If-Match, If-None-Match, then the range.
  const tag = tagOf(file);
  const { 'if-match': only, 'if-none-match': known } = request.headers;
  if (only !== undefined && !matchesTag(only, tag)) throw refuse.changed();
  reply.header('etag', tag).header('accept-ranges', 'bytes');
  if (matchesTag(known, tag)) return reply.code(304).send();
  const range = wantedRange(request, file, refuse);

  const { job, epoch, unit, part } = file;
  const found = await results.read({ job, epoch, unit, part }, range);
  if (found === undefined) throw refuse.gone();
  reply.headers(headers);
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

/** @throws Refusal 416 */
function wantedRange(
  { headers }: FastifyRequest,
  file: StoredFile,
  refuse: FileRefusals,
): ByteRange | undefined {
  const condition = headers['if-range'];
  // We send no Last-Modified, so a date in If-Range never holds: the whole file is the safe answer.
  if (condition !== undefined && condition !== tagOf(file)) return undefined;
  const range = readRange(headers.range, file.bytes);
  if (range === 'unsatisfiable') throw refuse.range(file.bytes);
  return range === 'none' ? undefined : range;
}

/** Strong: of the stored bytes. */
function tagOf({ sha256 }: StoredFile): string {
  return `"${sha256}"`;
}

function destroy(stream: NodeJS.ReadableStream): void {
  if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
}
