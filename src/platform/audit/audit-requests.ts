import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MachineTime } from '../../ports/clock.ts';
import type { EndedRequest } from '../ended-request.ts';
import { pathOf } from '../family.ts';
import { networkOf } from '../limits/network-of.ts';

/** Reads of which the same user has had the same answer leave one line in this time (machine time). */
const SAME_READ_MS = 3_600_000;
const REMEMBERED_READS = 10_000;
/** Refusals of one address that leave a line each minute: nobody can flush the log with them. */
const REFUSALS_PER_MINUTE = 100;
const REMEMBERED_ADDRESSES = 10_000;
const MAX_PATH = 1000;

interface Shown {
  readonly status: number;
  readonly state: string | undefined;
}

export interface AuditParts {
  readonly log: { write(line: object): void };
  readonly time: MachineTime;
}

/**
 * One line of the audit log for each answer of a route that is audited, and for each 401 and 403 of any, once the request
 * has ended: who, what, how it ended. Never a query string, a body, a header but the track id.
 * Polls: one `read` line for each user, path and shown state an hour.
 * @returns to be told of each request that has ended
 */
export function auditRequests({ log, time }: AuditParts): (ended: EndedRequest) => void {
  /** What each user was last shown at each path. */
  let reads = new Map<string | undefined, Map<string, Shown>>();
  let remembered = 0;
  let forgetAt = time.now() + SAME_READ_MS;
  const refusals = new Map<string, number>();
  let minute = 0;
  let omitted = 0;

  function seenBefore(user: string | undefined, path: string, shown: Shown): boolean {
    const now = time.now();
    if (now >= forgetAt || remembered >= REMEMBERED_READS) {
      reads = new Map();
      remembered = 0;
      forgetAt = now + SAME_READ_MS;
    }
    let ofUser = reads.get(user);
    if (ofUser === undefined) {
      ofUser = new Map();
      reads.set(user, ofUser);
    }
    const before = ofUser.get(path);
    if (before?.status === shown.status && before.state === shown.state) return true;
    ofUser.set(path, shown);
    if (before === undefined) remembered += 1;
    return false;
  }

  function tooMany(address: string): boolean {
    const now = Math.floor(time.now() / 60_000);
    if (now !== minute || refusals.size >= REMEMBERED_ADDRESSES) {
      minute = now;
      refusals.clear();
    }
    const count = (refusals.get(address) ?? 0) + 1;
    refusals.set(address, count);
    if (count > REFUSALS_PER_MINUTE) omitted += 1;
    return count > REFUSALS_PER_MINUTE;
  }

  return ({ request, reply, config: { audit }, answered, ms }) => {
    const { statusCode: status } = reply;
    const event = status === 401 ? 'signed-in' : (audit ?? (status === 403 ? 'called' : undefined));
    if (event === undefined) return;
    const outcome = outcomeOf(request, status);
    const { audited, caller } = request;
    const path = pathOf(request.url).slice(0, MAX_PATH);
    const user = audited?.user ?? caller?.user.name;
    if (event === 'read' && seenBefore(user, path, { status, state: audited?.state })) return;
    // A connection that was destroyed has no address any more, whatever the type says.
    if (outcome === 'refused' && tooMany(networkOf(request.ip ?? ''))) return;
    log.write({
      at: new Date(time.now()).toISOString(),
      event,
      outcome,
      tenant: audited?.tenant ?? caller?.tenant.name,
      ...(request.operator ? { operator: true } : { user }),
      client: audited?.client ?? caller?.client?.clientId,
      job: audited?.job ?? jobIn(request.params),
      state: audited?.state,
      detail: audited?.detail,
      method: request.method,
      path,
      status,
      ...(event === 'downloaded' && sent(request, reply, answered)),
      aborted: !answered || undefined,
      ms: Math.round(ms),
      address: request.ip,
      requestId: request.id,
      trackId: request.trackId ?? undefined,
      omitted: omitted || undefined,
    });
    omitted = 0;
  };
}

function outcomeOf(request: FastifyRequest, status: number): 'done' | 'refused' | 'failed' {
  if (status >= 500) return 'failed';
  // Some families word a refusal with status 200.
  return status >= 400 || request.refusal !== null ? 'refused' : 'done';
}

/** What was asked for, where a request was refused before its route could say. */
function jobIn(params: unknown): string | undefined {
  const { id } = (params ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' ? id.slice(0, 64) : undefined;
}

function sent(request: FastifyRequest, reply: FastifyReply, answered: boolean): object {
  const bytes = Number(reply.getHeader('content-length'));
  return {
    ...(answered && request.method !== 'HEAD' && Number.isFinite(bytes) && { bytes }),
    range: reply.getHeader('content-range'),
  };
}
