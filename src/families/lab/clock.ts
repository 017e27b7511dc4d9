import type { FastifyInstance } from 'fastify';
import type { Job } from '../../jobs/job.ts';
import { begunAfter, type JobsOfTenants } from '../../lab/begun-after.ts';
import { type ClockState, LATEST_MS, type LabClock } from '../../lab/lab-clock.ts';
import { jsonBody, requireJson } from '../../platform/request-body.ts';
import { signedIn } from '../../platform/request-context.ts';
import { type ClockMove, readClockMove } from './clock-body.ts';
import { labRefusal } from './errors.ts';
import { LAB_PATH } from './paths.ts';

/** Jobs that a refusal names; it says how many more there are. */
const MOST_NAMED = 5;

export interface ClockRoutesParts extends JobsOfTenants {
  readonly clock: LabClock;
}

/** Moves business time (operating.md §5). */
export function clockRoutes(app: FastifyInstance, parts: ClockRoutesParts): void {
  app.post(
    `${LAB_PATH}/clock`,
    { onRequest: requireJson, config: { audit: 'moved-clock' } },
    (request, reply) => {
      const move = readClockMove(jsonBody(request, 'The request body is not JSON'));
      carryOut(move, parts, signedIn(request).tenant.name);
      const view = clockView(parts.clock.state());
      request.audited = { detail: { ...view } };
      reply.send(view);
    },
  );
}

/** The clock as answers show it: `now` as an instant, `offset` in ms. */
export function clockView({ now, offset, rate }: ClockState) {
  return { now: new Date(now).toISOString(), offset, rate };
}

/** @throws Refusal 400 beyond the last year, 409 before the start of a job that has not ended */
function carryOut(move: ClockMove, parts: ClockRoutesParts, tenant: string): void {
  const { clock } = parts;
  if (move.kind === 'rate') clock.rate(move.rate);
  else if (move.kind === 'advance') {
    if (clock.state().now + move.ms > LATEST_MS)
      throw labRefusal.badBody(`advance would move the clock behind ${new Date(LATEST_MS).toISOString()}`);
    clock.advance(move.ms);
  } else if (move.kind === 'set') {
    refuseBefore(move.to, parts, tenant);
    clock.set(move.to);
  } else {
    refuseBefore(clock.unmoved, parts, tenant);
    clock.reset();
  }
}

function refuseBefore(to: number, parts: ClockRoutesParts, tenant: string): void {
  if (to >= parts.clock.state().now) return;
  const begun = begunAfter(to, parts);
  if (begun.length === 0) return;
  // An id of another tenant says that there is such a job; that there is any is said anyway.
  const own = begun.filter((job) => job.tenant === tenant).slice(0, MOST_NAMED);
  const more = begun.length - own.length;
  const named = [
    ...own.map(told),
    ...(more === 0 ? [] : [own.length === 0 ? `${more} of other tenants` : `${more} more`]),
  ];
  throw labRefusal.clockGoesBack(new Date(to).toISOString(), named.join(', '));
}

function told({ id, state, updatedAt }: Job): string {
  return `job ${id} (${state} since ${new Date(updatedAt).toISOString()})`;
}
