import type { AcceptedRequests } from '../../ports/accepted-requests.ts';
import { requestOf } from '../request-row.ts';
import type { SqliteReads } from './reads.ts';
import type { WriterClient } from './writer-client.ts';

const BY_ID =
  'select request_json, state, tries, outcome_json, ended_at, callout from accepted_requests ' +
  'where id = ? and (expires_at is null or expires_at > ?)';
const NEXT_DUE = 'select min(due_at) from accepted_requests where step is not null';

/** Accepted requests in the embedded store. */
export function sqliteAcceptedRequests(reads: SqliteReads, writer: WriterClient): AcceptedRequests {
  return {
    accept: (request) => writer.write('acceptRequest', request),
    get(id, now) {
      const [row] = reads.rows(BY_ID, [id, now]);
      if (row === undefined) return undefined;
      const [request_json, state, tries, outcome_json, ended_at, callout] = row;
      return requestOf({ request_json, state, tries, outcome_json, ended_at, callout } as Parameters<
        typeof requestOf
      >[0]);
    },
    take: (options) => writer.write('takeRequests', options),
    release: (now) => writer.write('releaseRequests', { now }),
    async end(end) {
      await writer.write('endRequest', end);
    },
    postpone: (id, dueAt) => writer.write('postponeRequest', { id, dueAt }),
    told: (id, how) => writer.write('requestTold', { id, how }),
    nextDueAt() {
      const at = reads.rows(NEXT_DUE, [])[0]?.[0];
      return typeof at === 'number' ? at : undefined;
    },
    purge: (now, limit) => writer.write('purgeRequests', { now, limit }),
  };
}
