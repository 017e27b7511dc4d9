import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Caller } from '../../platform/sign-in/caller.ts';
import type { Compiler } from '../../ports/compiler.ts';
import { compileAll, firstFaults, type Outcome } from './compiled-queries.ts';
import { newBatchId } from './ids.ts';
import { incrementalZone, readIncrementalTime } from './incremental-time.ts';
import type { CheckedQuery } from './kept-request.ts';
import { needsLast, queriesWithLast } from './last-queries.ts';
import { type RefusedBecause, refusedJob } from './refused-job.ts';
import { identityOf, type Mode, modeOf, sessionKey } from './session.ts';
import { currenciesOf, type SubmitRules, sourceQuery } from './source-query.ts';
import type { AquaRequest } from './submit-body.ts';
import { FAMILY, PERMISSION, sees } from './visible-jobs.ts';

export interface CheckParts {
  readonly jobs: Pick<Jobs, 'lastOfSession'>;
  readonly compiler: Pick<Compiler, 'compile'>;
  readonly rules: SubmitRules;
  /** Business time. */
  readonly now: number;
}

/** A submit that is to become a job. */
export interface CheckedSubmit {
  /** With the queries that it will run. */
  readonly request: AquaRequest;
  readonly mode: Mode;
  /** Of an explicit `incrementalTime` in a stateful job: business time. */
  readonly since: number | undefined;
  readonly queries: readonly CheckedQuery[];
}

/** `notifyUrl` is shorter than this (aqua.md §1.4). */
const NOTIFY_URL_LIMIT = 5000;
const ISO_CURRENCY = /^[A-Z]{3}$/;

/**
 * The checks of a submit in the order of aqua.md §3.3, from the number of its queries to each of them.
 * @throws Refusal with the job as it would have been (§3.2)
 */
export async function checkSubmit(
  sent: AquaRequest,
  caller: Caller,
  parts: CheckParts,
): Promise<CheckedSubmit> {
  const { limits, choices } = parts.rules;
  const mode = modeOf(sent);
  const key = mode === 'stateful' ? sessionKey(sent.partner ?? '', sent.project ?? '') : undefined;
  const last = (which: 'advancing' | 'any'): Job | undefined =>
    key === undefined
      ? undefined
      : parts.jobs.lastOfSession({ tenant: caller.tenant.name, family: FAMILY, key }, which);
  const before = needsLast(sent) ? last('any') : undefined;
  // Another user's job is like one that does not exist.
  const request = {
    ...sent,
    queries: queriesWithLast(sent, before !== undefined && sees(caller, before) ? before : undefined),
  };
  const refuse = (because: RefusedBecause): never => {
    throw refusedJob(request, because, choices);
  };

  const { queries, incrementalTime, partner } = request;
  const max = limits['aqua.maxQueries'];
  if (queries.length === 0) refuse({ code: '90016' });
  if (max !== undefined && queries.length > max) refuse({ code: '90004', values: { max } });
  if ((request.notifyUrl?.length ?? 0) >= NOTIFY_URL_LIMIT)
    refuse({ code: '90014', values: { max: NOTIFY_URL_LIMIT } });
  const zone = incrementalZone(choices, caller.tenant.zone);
  const asked = incrementalTime === undefined ? undefined : readIncrementalTime(incrementalTime, zone);
  if (incrementalTime !== undefined && asked === undefined) refuse({ code: '90015' });
  if (mode === 'stateful' && !isKnownPartner(partner, choices['aqua.partners'])) refuse({ code: '90019' });
  if (
    mode === 'stateless' &&
    queries.some(({ deleted }) => deleted !== undefined && deleted.forceExport !== true)
  )
    refuse({ code: '90012' });
  if (!caller.user.permissions.includes(PERMISSION)) refuse({ code: '90009' });
  const badCurrencies = queries.flatMap(({ convertToCurrencies }, index) => {
    const bad = currenciesOf(convertToCurrencies).find((code) => !ISO_CURRENCY.test(code));
    return bad === undefined ? [] : [[index, `'${bad.slice(0, 16)}' is no currency`] as const];
  });
  const packed = request.format !== 'csv';
  if (request.encrypted === 'pgp' && (!packed || caller.tenant.pgpPublicKey === undefined))
    refuse({ code: '90010' });
  if (badCurrencies.length > 0) refuse({ code: '90021', faults: new Map(badCurrencies) });

  const { now } = parts;
  const outcomes = await compileAll(
    parts.compiler,
    queries.map((query) => sourceQuery(query, request, mode, parts.rules)),
    {
      scope: caller.scope,
      zone: caller.tenant.zone,
      now,
      window: mode === 'stateful' ? { since: 0, until: now } : undefined,
      refusesNoColumns: choices['aqua.noColumns'] === 'refuse',
    },
  );
  const fault = firstFaults(outcomes);
  if (fault !== undefined) refuse(fault);

  const since = mode === 'stateful' ? asked : undefined;
  const known = since === undefined ? identitiesOf(last('advancing')) : undefined;
  const isNew = (index: number): boolean => {
    const query = queries[index];
    return query === undefined || known?.has(identityOf(query, index, caller.scope)) === false;
  };
  return {
    request,
    mode,
    since,
    queries: queries.map((query, index) => {
      const compiled = compiledAt(outcomes, index);
      const whole = compiled?.whole === true;
      return {
        batchId: newBatchId(),
        query,
        whole,
        full: mode === 'stateless' || whole || isNew(index),
        divisible: compiled?.undivided !== true,
      };
    }),
  };
}

function compiledAt(outcomes: readonly Outcome[], index: number) {
  const outcome = outcomes[index];
  return outcome !== undefined && 'compiled' in outcome ? outcome.compiled : undefined;
}

function identitiesOf(job: Job | undefined): ReadonlySet<string | undefined> {
  return new Set(job?.units.map(({ identity }) => identity));
}

/** @param chosen names joined by semicolons, or `*` for all (§4.1) */
function isKnownPartner(partner: string | undefined, chosen: string): boolean {
  if (chosen === '*') return true;
  const asked = partner?.toLowerCase();
  return chosen.split(';').some((known) => known.trim().toLowerCase() === asked);
}
