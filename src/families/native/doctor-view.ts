import { VERSION } from '../../config/version.ts';
import type { Finding } from '../../platform/usage/finding.ts';
import type { Clock } from '../../ports/clock.ts';
import { iso } from './words.ts';

/** `GET /doctor`: the server's own versions and times, and what clients do wrong. */
export function doctorView(
  findings: readonly Finding[],
  since: number,
  { business, machine }: Clock,
): object {
  return {
    server: {
      version: VERSION,
      node: process.versions.node,
      time: iso(machine.now()),
      businessTime: iso(business.now()),
    },
    watchedSince: iso(since),
    findings: findings.map((finding) => ({
      ...finding,
      since: iso(finding.since),
      requests: finding.requests.map(({ requestId, at, method, path, status, cut }) => ({
        requestId,
        at: iso(at),
        method,
        path,
        status,
        ...(cut && { cut }),
      })),
    })),
  };
}
