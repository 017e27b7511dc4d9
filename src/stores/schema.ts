import type { Generated } from 'kysely';
import type { AcceptedRequest } from '../ports/accepted-requests.ts';
import type { JobState, StopCause } from '../ports/job.ts';

/**
 * The tables of every SQL store, as kysely sees them. Times are ms since 1970; `*_json` holds JSON text.
 * A job is two rows: what changes in its life, short, and what never does, which may be long.
 */
export interface Schema {
  jobs: JobsTable;
  requests: RequestsTable;
  files: FilesTable;
  timeline: TimelineTable;
  receipts: ReceiptsTable;
  outbox: OutboxTable;
  kept_replies: KeptRepliesTable;
  accepted_requests: AcceptedRequestsTable;
  tenants: RecordTable;
  users: UsersTable;
  clients: ClientsTable;
  revoked_principals: RevokedPrincipalsTable;
  tokens: TokensTable;
}

export interface JobsTable {
  /** Order of submission. */
  seq: Generated<number>;
  id: string;
  tenant: string;
  family: string;
  lane: string;
  user_id: string;
  state: JobState;
  stop_cause: StopCause | null;
  epoch: number;
  owner: string | null;
  /** Machine time. */
  lease_until: number | null;
  attempts: number;
  retries: number;
  retries_left: number;
  displaced: number;
  runnable_at: number;
  max_running: number | null;
  life_ms: number | null;
  snapshot: string | null;
  submitted_at: number;
  started_at: number | null;
  ended_at: number | null;
  updated_at: number;
  expires_at: number | null;
  error_json: string | null;
  /** `StoredUnit[]`: what changes of the units, in order. */
  units_json: string;
  /** `JobSession.key`. */
  session_key: string | null;
  /** `JobSession.advances`. */
  advances: number;
  /** 1 while an earlier job of its session has not ended. */
  session_waits: number;
  /** `JobLimits.fileLifeMs`. */
  file_life_ms: number | null;
  /** `JobLimits.lifeFromSubmitMs`. */
  submit_life_ms: number | null;
  files_expire_at: number | null;
  /** 1 once the files of a job past their life have been removed. */
  files_removed: number;
  resume_at: number | null;
  /** `Intake`, of a job that waits or waited for its file. */
  intake_json: string | null;
}

export interface RequestsTable {
  job_seq: number;
  /** `StoredRequest`: what never changes. */
  body_json: string;
}

export interface FilesTable {
  name: string;
  job_seq: number;
  unit: number;
  part: number;
  epoch: number;
  bytes: number;
  sha256: string;
}

export interface TimelineTable {
  job_seq: number;
  position: number;
  at: string;
  event: string;
  detail: string | null;
}

export interface ReceiptsTable {
  job_seq: number;
  body_json: string;
}

export interface OutboxTable {
  id: Generated<number>;
  job_seq: number;
  kind: string;
  body_json: string;
  due_at: number;
  tries: number;
  owner: string | null;
  lease_until: number | null;
}

export interface KeptRepliesTable {
  seq: Generated<number>;
  scope: string;
  key: string;
  request_id: string;
  method: string;
  path: string;
  sent_sha256: string;
  kept_at: number;
  expires_at: number;
  status: number;
  headers_json: string;
  body: string;
  job_id: string | null;
}

export interface AcceptedRequestsTable {
  seq: Generated<number>;
  id: string;
  tenant: string;
  /** `RequestToCarryOut`: what never changes. */
  request_json: string;
  state: AcceptedRequest['state'];
  /** What is to be done with it next; `null`: nothing. */
  step: 'carry-out' | 'tell' | null;
  due_at: number | null;
  tries: number;
  outcome_json: string | null;
  ended_at: number | null;
  callout: NonNullable<AcceptedRequest['callout']> | null;
  expires_at: number | null;
}

export interface RecordTable {
  name: string;
  body_json: string;
}

export interface UsersTable {
  id: string;
  /** In lower case: unique over all tenants. */
  name: string;
  body_json: string;
}

export interface ClientsTable {
  client_id: string;
  body_json: string;
}

export interface RevokedPrincipalsTable {
  kind: 'user' | 'client';
  id: string;
}

export interface TokensTable {
  sha256: string;
  client_id: string;
  user_id: string;
  entity: string | null;
  expires_at: number;
}
