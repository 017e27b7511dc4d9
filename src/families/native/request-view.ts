import type { AcceptedRequest } from '../../ports/accepted-requests.ts';
import { iso } from './words.ts';

/** A request that was accepted before it was carried out, and what came of it. What does not apply is absent. */
export function requestView(request: AcceptedRequest): object {
  const { id, family, method, url, trackId, state, at, endedAt, outcome, callout, tries } = request;
  return {
    id,
    family,
    method,
    url,
    ...(trackId !== undefined && { trackId }),
    state,
    acceptedAt: iso(at),
    ...(endedAt !== undefined && { endedAt: iso(endedAt) }),
    ...(outcome?.state === 'succeeded' && { job: outcome.data.id }),
    ...(outcome?.state === 'failed' && { reasons: outcome.reasons }),
    ...(state === 'waiting' && tries > 0 && { tries }),
    ...(callout !== undefined && { callout }),
  };
}
