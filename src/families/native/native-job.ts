import type { Job, Receipt, TimelineEntry, Unit } from '../../jobs/job.ts';
import type { Progress } from '../../ports/engine.ts';
import type { RowCounts } from '../../ports/row-load.ts';

/** Any family's job in the core's words (operating.md §4). What does not apply is absent. */
export interface NativeJob {
  readonly id: string;
  readonly family: string;
  readonly state: string;
  readonly wireStatus?: string;
  readonly submittedAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly principal: { readonly userId: string; readonly name: string };
  readonly trackId?: string;
  readonly progress: Progress;
  readonly units: readonly NativeUnit[];
  readonly attempts: number;
  readonly timeline?: readonly TimelineEntry[];
  readonly receipt?: Receipt;
  readonly error?: { readonly kind: string; readonly message: string; readonly unit: number };
}

interface NativeUnit {
  readonly name: string;
  /** Or `load`. */
  readonly query?: string;
  readonly load?: { readonly action: string; readonly object: string };
  readonly state: string;
  readonly rows?: number;
  /** Of a load that has ended: records of its file where known, and what became of them. */
  readonly loaded?: { readonly rows?: number; readonly succeeded: number; readonly failed: number };
  readonly bytes?: number;
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly url: string }[];
}

export interface JobDetails {
  readonly progress: Progress;
  readonly wireStatus: string | undefined;
  /** Only of a single job. */
  readonly timeline?: readonly TimelineEntry[];
  readonly receipt?: Receipt | undefined;
  readonly sign: (fileName: string) => string;
}

export function nativeJob(job: Job, details: JobDetails): NativeJob {
  const { wireStatus, timeline, receipt, progress, sign } = details;
  return {
    id: job.id,
    family: job.family,
    state: job.state,
    ...(wireStatus !== undefined && { wireStatus }),
    submittedAt: iso(job.submittedAt),
    ...(job.startedAt !== undefined && { startedAt: iso(job.startedAt) }),
    ...(job.endedAt !== undefined && { endedAt: iso(job.endedAt) }),
    principal: job.principal,
    ...(job.trackId !== undefined && { trackId: job.trackId }),
    progress,
    units: job.units.map((unit) => nativeUnit(unit, sign)),
    attempts: job.attempts,
    ...(timeline !== undefined && { timeline }),
    ...(receipt !== undefined && { receipt }),
    ...(job.error !== undefined && { error: job.error }),
  };
}

function nativeUnit(unit: Unit, sign: (fileName: string) => string): NativeUnit {
  const { name, query, load, loaded, state, rows } = unit;
  // What completed stays, however its job goes on or ends. A load has its files however it ended.
  const files = state === 'completed' || load !== undefined ? unit.files : [];
  return {
    name,
    ...(query !== undefined && { query: query.text }),
    ...(load !== undefined && { load: { action: load.action, object: load.object } }),
    state,
    ...(rows !== undefined && { rows }),
    ...(loaded !== undefined && { loaded: countsOf(loaded) }),
    ...(files.length > 0 && { bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }),
    files: files.map((file) => ({ name: file.name, sha256: file.sha256, url: sign(file.name) })),
  };
}

function countsOf({ rows, succeeded, failed }: RowCounts): NonNullable<NativeUnit['loaded']> {
  return { ...(rows !== undefined && { rows }), succeeded, failed };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
