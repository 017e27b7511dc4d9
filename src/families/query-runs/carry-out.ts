import { AlreadyCarriedOut, type Jobs } from '../../jobs/jobs.ts';
import { Refusal } from '../../platform/errors/refusal.ts';
import type { Family } from '../../platform/family.ts';
import type { AcceptedRequest, RequestOutcome } from '../../ports/accepted-requests.ts';
import { faultsOf } from './errors.ts';
import { CANCEL_PATH } from './paths.ts';
import type { Query } from './query-parameters.ts';
import type { Runs } from './runs.ts';
import { objectOf } from './submit-body.ts';

/** The way in which the stop of an accepted request comes in: names it, so that a second try knows its own stop. */
const viaOf = ({ id }: AcceptedRequest): string => `query-runs, request ${id}`;

/**
 * Carries out what was accepted with `async: true` (data-query-and-query-runs.md §3.6): a create or a cancel, exactly as
 * if it had come now. A create ends its request in the transaction of its job; a cancel may be tried again.
 */
export function carryOut(jobs: Jobs, runs: Runs): NonNullable<Family['carryOut']> {
  async function cancel(
    id: string,
    ...[request, caller]: Parameters<NonNullable<Family['carryOut']>>
  ): Promise<RequestOutcome> {
    const via = viaOf(request);
    runs.fieldsOf(queryOf(request.url));
    try {
      await runs.cancel(id, caller, via);
    } catch (error) {
      // The server ended between the stop and its record.
      const ours = error instanceof Refusal && error.status < 500 && jobs.receipt(id)?.via === via;
      if (!ours) throw error;
    }
    return { state: 'succeeded', data: { id } };
  }

  return async (request, caller, ending) => {
    try {
      const id = CANCEL_PATH.exec(pathOf(request.url))?.[1];
      if (id !== undefined) return await cancel(id, request, caller, ending);
      const { id: requestId, trackId = null } = request;
      const body = objectOf(request.body);
      const { job } = runs.jobOf(queryOf(request.url), body, caller, { id: requestId, trackId });
      await jobs.submit(job, {
        ends: (made) => ending({ state: 'succeeded', data: { id: made.id } }),
      });
      return 'ended';
    } catch (error) {
      if (error instanceof AlreadyCarriedOut) return 'ended';
      if (!(error instanceof Refusal) || error.status >= 500) throw error;
      const reasons = faultsOf(error).map(({ code, message }) => ({
        ...(code !== undefined && { code }),
        message,
      }));
      return { state: 'failed', reasons };
    }
  };
}

function pathOf(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  return decodeURIComponent(path);
}

/** As the framework reads it: a parameter that is repeated is a list. */
function queryOf(url: string): Query {
  const query: Record<string, string | readonly string[]> = Object.create(null);
  const at = url.indexOf('?');
  const all = new URLSearchParams(at === -1 ? '' : url.slice(at));
  for (const name of new Set(all.keys())) {
    const values = all.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}
