import type { Job, StoredFile } from '../../jobs/job.ts';
import { keptRequest } from './job-view.ts';
import type { FileType } from './names.ts';
import { bulkStatus } from './status.ts';

const CONTENT_TYPES: Readonly<Record<FileType, string>> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

/** Links to the files of a job that has ended (bulk-data.md §5.3). One that there is no file for is absent. */
export function downloadsView(job: Job, sign: (fileName: string) => string): object {
  const [succeeded, failed] = job.units[0]?.files ?? [];
  const source = job.intake?.source;
  return {
    jobId: job.id,
    status: bulkStatus(job),
    ...(source !== undefined && { sourceFile: sign(source.name) }),
    ...(failed !== undefined && { errorRowsFile: sign(failed.name) }),
    ...(succeeded !== undefined && { successRowsFile: sign(succeeded.name) }),
    delimiter: keptRequest(job).delimiter,
  };
}

/** Of a file of a job, the source too, whose name has no extension. */
export function fileHeaders(job: Job, _file: StoredFile): Readonly<Record<string, string>> {
  return { 'content-type': CONTENT_TYPES[keptRequest(job).fileType] };
}
