import type { Logger } from 'pino';
import type { Options } from '../config/options.ts';
import { requestCallout } from '../platform/accepted-requests/request-callout.ts';
import { RequestQueue, type RequestQueueParts } from '../platform/accepted-requests/request-queue.ts';
import type { AuditLog } from '../platform/audit/audit-log.ts';
import { auditOutcomes } from '../platform/audit/audit-outcomes.ts';
import type { CalloutMeans } from '../platform/callouts/send-callout.ts';

interface AcceptedRequestsParts
  extends Pick<RequestQueueParts, 'requests' | 'families' | 'principals' | 'clock'> {
  readonly options: Options;
  readonly callouts: CalloutMeans;
  readonly audit: AuditLog;
  readonly log: Logger;
}

/** The queue of requests with `async: true`, as the options have it. */
export function acceptedRequests({
  options: { limits, asyncCallout },
  callouts,
  audit,
  log,
  ...parts
}: AcceptedRequestsParts): RequestQueue {
  return new RequestQueue({
    ...parts,
    mostWaiting: limits['queryRuns.maxWaiting'],
    lifeMs: limits['queryRuns.outcomeLife'],
    callout: asyncCallout && requestCallout(asyncCallout, callouts),
    onEnded: auditOutcomes(audit, parts.clock.machine),
    onFailure: (error, request, givenUp) =>
      log.warn(
        { err: error, requestId: request?.id, trackId: request?.trackId },
        givenUp ? 'an accepted request was given up' : 'an accepted request is tried again',
      ),
  });
}
