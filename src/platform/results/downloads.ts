import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { StoredFile } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { ResultStore } from '../../ports/results.ts';
import type { Family } from '../family.ts';
import { fileErrors, refuseFile } from './file-errors.ts';
import { type Links, RESULTS_PATH } from './links.ts';
import { sendFile } from './send-file.ts';

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
  /** Whose files these are. */
  readonly families: readonly Pick<Family, 'name' | 'fileHeaders'>[];
}

/**
 * Result files behind signed links (data-query-and-query-runs.md §2.6, §5.6): no credentials, no redirect, the stored
 * bytes as they are, whole or by one range. Whoever has no valid link learns nothing of what exists.
 */
export function downloads({ jobs, results, links, families }: DownloadParts): Family {
  async function send(request: FastifyRequest<FilePath>, reply: FastifyReply): Promise<FastifyReply> {
    const { name } = request.params;
    const verdict = links.verify(name, queryOf(request.url));
    if (verdict === 'expired') throw refuseFile.expired();
    if (verdict === 'tampered') throw refuseFile.tampered();
    const file = jobs.fileByName(name);
    if (file === undefined) throw refuseFile.gone();
    const tenant = jobs.get(file.job)?.tenant;
    request.audited = { job: file.job, ...(tenant !== undefined && { tenant }) };
    return sendFile({ request, reply, results }, file, { headers: headersOf(file), refuse: refuseFile });
  }

  function headersOf(file: StoredFile): Readonly<Record<string, string>> {
    const job = jobs.get(file.job);
    const family = families.find(({ name }) => name === job?.family);
    if (job !== undefined && family?.fileHeaders !== undefined) return family.fileHeaders(job, file);
    const extension = file.name.split('.').at(-1) ?? '';
    return { 'content-type': CONTENT_TYPES[extension] ?? 'application/octet-stream' };
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

function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at + 1);
}
