import type { AcceptedRequest, RequestOutcome, RequestToCarryOut } from '../ports/accepted-requests.ts';
import type { AcceptedRequestsTable } from './schema.ts';

type Row = Omit<AcceptedRequestsTable, 'seq' | 'id' | 'tenant' | 'step' | 'due_at' | 'expires_at'>;

/** An accepted request as its readers see it. */
export function requestOf(row: Row): AcceptedRequest {
  return {
    ...(JSON.parse(row.request_json) as RequestToCarryOut),
    state: row.state,
    tries: row.tries,
    outcome: row.outcome_json === null ? undefined : (JSON.parse(row.outcome_json) as RequestOutcome),
    endedAt: row.ended_at ?? undefined,
    callout: row.callout ?? undefined,
  };
}
