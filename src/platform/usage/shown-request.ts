import type { EndedRequest } from '../ended-request.ts';
import { pathOf } from '../family.ts';

/** Longest path kept: longer than any of ours with the longest id. */
const MAX_PATH = 200;
/** Requests that a finding shows of one job: who looks wants examples, not the log. */
const MOST_SHOWN = 5;

/** A request as evidence: nothing of its query string, body or headers. */
export interface ShownRequest {
  readonly requestId: string;
  /** ms since 1970, machine time: when its answer had left. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The connection ended before its whole answer had left. */
  readonly cut: boolean;
  /** Who sent it; none: a link needs nobody. */
  readonly user: string | undefined;
}

export function shownRequest({ request, reply, answered }: EndedRequest, at: number): ShownRequest {
  return {
    requestId: request.id,
    at,
    method: request.method,
    path: pathOf(request.url).slice(0, MAX_PATH),
    status: reply.statusCode,
    cut: !answered,
    user: request.caller?.user.name ?? request.audited?.user,
  };
}

/** How often something was done, with the first requests that did it. */
export class Tally {
  times = 0;
  readonly requests: ShownRequest[] = [];

  add(request: () => ShownRequest): void {
    this.times += 1;
    if (this.requests.length < MOST_SHOWN) this.requests.push(request());
  }

  /** `1 time`, `7 times`. */
  get words(): string {
    return `${this.times} ${this.times === 1 ? 'time' : 'times'}`;
  }

  clear(): void {
    this.times = 0;
    this.requests.length = 0;
  }
}
