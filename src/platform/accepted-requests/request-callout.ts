import { createHmac, randomBytes } from 'node:crypto';
import type { AcceptedRequest } from '../../ports/accepted-requests.ts';
import { type CalloutMeans, sendCallout } from '../callouts/send-callout.ts';

/** Tells the outcome of one request. @throws when it did not arrive */
export type RequestCallout = (request: AcceptedRequest, signal: AbortSignal) => Promise<void>;

export interface RequestCalloutTarget {
  readonly url: string;
  /** Shared with whoever is told. */
  readonly secret: string;
}

/** Calls outcomes out by POST, signed (data-query-and-query-runs.md §3.6). */
export function requestCallout({ url, secret }: RequestCalloutTarget, means: CalloutMeans): RequestCallout {
  return (request, signal) => {
    const body = JSON.stringify(calloutBody(request));
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'sluice-tenant': request.tenant,
      'sluice-signature': signatureOf(body, secret),
    };
    return sendCallout(url, means, signal, { headers, body });
  };
}

/** Of the bytes of the body: who has the secret can tell that this server sent them. */
function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function calloutBody({ id, method, url, trackId, at, endedAt = at, outcome }: AcceptedRequest): object {
  return {
    createTime: seconds(at),
    completeTime: seconds(endedAt),
    request: { id, method, url, ...(trackId !== undefined && { trackId }) },
    state: outcome?.state,
    ...(outcome?.state === 'succeeded' && { data: outcome.data }),
    ...(outcome?.state === 'failed' && {
      reasons: outcome.reasons,
      processId: randomBytes(8).toString('hex').toUpperCase(),
    }),
  };
}

/** `2025-03-04T10:33:12Z`, as the sample has it. */
function seconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
