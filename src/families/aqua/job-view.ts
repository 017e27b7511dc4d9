import type { Choices } from '../../config/choices.ts';
import type { Job, Unit } from '../../jobs/job.ts';
import { fileName } from '../../jobs/result-keys.ts';
import { batchMessage } from './batch-errors.ts';
import { wireId } from './ids.ts';
import type { KeptBatch, KeptRequest } from './kept-request.ts';
import { type BatchStatus, batchStatus, type JobStatus, jobStatus } from './status.ts';
import type { AquaQuery, DeletedSetting } from './submit-body.ts';
import { zonedText } from './zoned-time.ts';

/** A job on the wire (aqua.md §1.5, §1.6). What does not apply is absent, never null: clients look for keys. */
export interface JobView {
  readonly id: string;
  readonly status: JobStatus;
  readonly name?: string;
  readonly version: string;
  readonly format: string;
  readonly encrypted: string;
  readonly partner?: string;
  readonly project?: string;
  readonly useLastCompletedJobQueries: boolean;
  readonly offset: number;
  readonly notifyUrl?: string;
  readonly incrementalTime?: string | number;
  readonly sourceData?: string;
  readonly startTime?: string;
  readonly batches: readonly BatchView[];
}

export interface BatchView {
  readonly batchId: string;
  readonly batchType: string;
  readonly status: BatchStatus;
  readonly localizedStatus: BatchStatus;
  readonly full: boolean;
  readonly recordCount: number;
  readonly apiVersion: string;
  readonly name?: string;
  readonly query: string;
  readonly deleted?: DeletedSetting;
  readonly message?: string;
  readonly fileId?: string;
  readonly segments?: readonly string[];
}

/** Which answer shows it: each has its own keys. */
export type Answer = 'submit' | 'read' | 'stop';

export type ViewChoices = Pick<Choices, 'aqua.projectCase' | 'aqua.incrementalEcho'>;

export function jobView(job: Job, answer: Answer, choices: ViewChoices): JobView {
  // Written by this family's own submit, so its shape is known.
  const request = job.request as KeptRequest;
  return {
    ...requestFields(request, choices, job.session?.since),
    status: jobStatus(job),
    batches: job.units.map((unit, index) => batchView(job, unit, request.batches[index], answer)),
    id: wireId(job.id),
    ...(answer !== 'submit' && { sourceData: request.sourceData }),
    ...(answer !== 'submit' && job.startedAt !== undefined && { startTime: startTime(job, request) }),
  };
}

/** What a job says again of its request, also one that was refused (§3.2). */
export function requestFields(
  request: Omit<KeptRequest, 'batches'>,
  choices: ViewChoices,
  incrementalAt: number | undefined,
) {
  const { name, partner, project, notifyUrl, incrementalTime } = request;
  const lower = choices['aqua.projectCase'] === 'lower';
  const asNumber = choices['aqua.incrementalEcho'] === 'epoch' ? incrementalAt : undefined;
  return {
    encrypted: request.encrypted,
    useLastCompletedJobQueries: request.useLastCompletedJobQueries,
    version: request.version,
    format: request.format.toUpperCase(),
    ...(name !== undefined && { name }),
    ...(partner !== undefined && { partner }),
    ...(project !== undefined && { project: lower ? project.toLowerCase() : project }),
    offset: request.offset,
    ...(notifyUrl !== undefined && { notifyUrl }),
    ...(incrementalTime !== undefined && { incrementalTime: asNumber ?? incrementalTime }),
  };
}

/** What a batch says again of its query. */
export function queryFields({ name, type, apiVersion, deleted }: Omit<AquaQuery, 'query'>, query: string) {
  return {
    apiVersion,
    batchType: type,
    ...(name !== undefined && { name }),
    query,
    ...(deleted !== undefined && { deleted }),
  };
}

function batchView(job: Job, unit: Unit, kept: KeptBatch | undefined, answer: Answer): BatchView {
  if (kept === undefined) throw new Error(`job ${job.id} has no batch ${unit.unit}`);
  const status = batchStatus(unit, job);
  const files = filesOf(job, unit, kept, status);
  return {
    batchId: kept.batchId,
    localizedStatus: status,
    status,
    full: isFull(job, unit, kept),
    recordCount: status === 'completed' ? (unit.rows ?? 0) : 0,
    ...queryFields(kept, unit.query?.text ?? ''),
    ...(answer !== 'submit' && messageOf(job, status, answer === 'stop' && 'segments' in files)),
    ...files,
  };
}

/** Published samples of a cancel have no message where there are segments (seeds.md S1). */
function messageOf(job: Job, status: BatchStatus, bare: boolean): { readonly message?: string } {
  if (status === 'aborted') return { message: job.error === undefined ? '' : batchMessage(job.error) };
  return status === 'completed' && !bare ? { message: '' } : {};
}

/** `fileId` or `segments`, never both (§1.5). */
function filesOf(
  job: Job,
  unit: Unit,
  kept: KeptBatch,
  status: BatchStatus,
): { readonly fileId?: string } | { readonly segments?: readonly string[] } {
  const names = unit.files.map(({ name }) => name);
  if (isSegmented(job, unit, kept)) {
    if (status === 'completed') return { segments: names };
    // What it was running into; there is no such file any more (§10 point 4).
    const first = { job: job.id, epoch: job.epoch, unit: unit.unit, part: 1 };
    return status === 'submitted' ? { segments: [fileName(unit.output, first)] } : {};
  }
  const [fileId] = names;
  return status === 'completed' && fileId !== undefined ? { fileId } : {};
}

function isSegmented(job: Job, unit: Unit, kept: KeptBatch): boolean {
  return unit.output.segmentRows !== undefined && isFull(job, unit, kept);
}

/** As the core decided at its start; before that as foreseen. */
function isFull({ session, attempts }: Job, { window }: Unit, { full, whole }: KeptBatch): boolean {
  if (session === undefined || whole === true) return true;
  return attempts === 0 ? full : window === undefined;
}

function startTime({ startedAt = 0, zone }: Job, { dateTimeUtc }: KeptRequest): string {
  return zonedText(startedAt, zone, dateTimeUtc ? 'offset' : 'plain');
}
