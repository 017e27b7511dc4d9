import type { AcceptedRequest } from '../../ports/accepted-requests.ts';
import type { MachineTime } from '../../ports/clock.ts';
import { pathOf } from '../family.ts';

/** A line of the audit log for each request that was accepted before and has been carried out by now. */
export function auditOutcomes(
  log: { write(line: object): void },
  time: Pick<MachineTime, 'now'>,
): (request: AcceptedRequest) => void {
  return ({ id, tenant, userId, clientId, method, url, trackId, outcome }) =>
    log.write({
      at: new Date(time.now()).toISOString(),
      event: 'carried-out',
      outcome: outcome?.state === 'succeeded' ? 'done' : 'refused',
      tenant,
      userId,
      client: clientId,
      job: outcome?.state === 'succeeded' ? outcome.data.id : undefined,
      method,
      path: pathOf(url),
      requestId: id,
      trackId,
    });
}
