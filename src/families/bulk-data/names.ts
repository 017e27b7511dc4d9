export const FAMILY = 'bulk-data';
/** Users need it for this family. */
export const PERMISSION = 'bulk';
export const PATH = '/bulk-data/bulk-jobs';
/** Of the addresses that files are brought to (bulk-data.md §2.1). */
export const UPLOAD_BUCKET = 'bulk-data-uploads';

/** What a job does to the records of its file, as the wire spells it. */
export const JOB_TYPES = ['Import', 'Update', 'Delete', 'Cancel'] as const;
export type JobType = (typeof JOB_TYPES)[number];
export type FileType = 'csv' | 'jsonl';
