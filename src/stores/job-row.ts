import type { Selectable } from 'kysely';
import type { ChangeWindow, Intake, Job, JobError, SubmitJob, Unit, UnitFile } from '../ports/job.ts';
import type { RowColumns, RowCounts } from '../ports/row-load.ts';
import type { JobsTable } from './schema.ts';

/** A job's row beside the text of its unchanging part. */
export type JobRow = Omit<
  Selectable<JobsTable>,
  'session_key' | 'advances' | 'session_waits' | 'file_life_ms' | 'submit_life_ms' | 'files_removed'
> & { readonly body_json: string };

/** What never changes of a job, as kept in `requests.body_json`. */
export type StoredRequest = Pick<
  SubmitJob,
  | 'principal'
  | 'scope'
  | 'zone'
  | 'trackId'
  | 'requestId'
  | 'trace'
  | 'session'
  | 'request'
  | 'announces'
  | 'limits'
  | 'units'
>;

/** What changes of a unit, as kept in `jobs.units_json`. */
export interface StoredUnit {
  readonly state: Unit['state'];
  readonly rows?: number;
  readonly files?: readonly UnitFile[];
  readonly window?: ChangeWindow;
  readonly loaded?: RowCounts;
  readonly columns?: RowColumns;
}

/**
 * A job as its readers see it. The JSON parts are parsed when first looked at: a status read of a job whose query has
 * a million characters should not pay for what it does not show.
 */
export function jobOf(row: JobRow): Job {
  let request: StoredRequest | undefined;
  let units: readonly Unit[] | undefined;
  const fixed = (): StoredRequest => {
    request ??= JSON.parse(row.body_json) as StoredRequest;
    return request;
  };
  return {
    id: row.id,
    family: row.family,
    tenant: row.tenant,
    lane: row.lane,
    state: row.state,
    stopCause: row.stop_cause ?? undefined,
    epoch: row.epoch,
    owner: row.owner ?? undefined,
    attempts: row.attempts,
    retries: row.retries,
    retriesLeft: row.retries_left,
    displaced: row.displaced,
    runnableAt: row.runnable_at,
    snapshot: row.snapshot ?? undefined,
    error: row.error_json === null ? undefined : (JSON.parse(row.error_json) as JobError),
    submittedAt: row.submitted_at,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at ?? undefined,
    filesExpireAt: row.files_expire_at ?? undefined,
    resumeAt: row.resume_at ?? undefined,
    intake: row.intake_json === null ? undefined : (JSON.parse(row.intake_json) as Intake),
    get principal() {
      return fixed().principal;
    },
    get scope() {
      return fixed().scope;
    },
    get zone() {
      return fixed().zone;
    },
    get trackId() {
      return fixed().trackId;
    },
    get requestId() {
      return fixed().requestId;
    },
    get trace() {
      return fixed().trace;
    },
    get session() {
      return fixed().session;
    },
    get request() {
      return fixed().request;
    },
    get announces() {
      return fixed().announces;
    },
    get limits() {
      return fixed().limits;
    },
    get units() {
      units ??= joinUnits(fixed().units, JSON.parse(row.units_json) as readonly StoredUnit[]);
      return units;
    },
  };
}

function joinUnits(fixed: StoredRequest['units'], stored: readonly StoredUnit[]): readonly Unit[] {
  return fixed.map((unit, index) => {
    const { state = 'waiting', rows, files = [], window, loaded, columns } = stored[index] ?? {};
    return {
      unit: index + 1,
      ...unit,
      state,
      rows,
      files,
      window,
      ...(loaded !== undefined && { loaded: { ...loaded, rows: loaded.rows } }),
      ...(columns !== undefined && { columns }),
    };
  });
}
