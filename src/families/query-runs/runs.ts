import type { Job, SubmitJob } from '../../jobs/job.ts';
import { type Jobs, NoSuchJob, type StopRequest } from '../../jobs/jobs.ts';
import type { Caller } from '../../platform/sign-in/caller.ts';
import { jobOfSubmit, type SubmitRules, type Submitting } from '../data-query/jobs/job-of-submit.ts';
import { sightOf } from '../data-query/jobs/sight.ts';
import { type Query, readParameters } from './query-parameters.ts';
import { Faults, type RunRefusal, runRefusal } from './request-errors.ts';
import { type Body, readRun } from './submit-body.ts';

/** Characters of an unknown id that an answer repeats. */
const MAX_SHOWN = 64;

/** Names that the answer has; `undefined`: all. */
export type Fields = ReadonlySet<string> | undefined;

export interface RunParts extends SubmitRules {
  readonly jobs: Jobs;
}

/** What is done with query runs, at once or later. All of it throws RunRefusal. */
export interface Runs {
  /** 400 for parameters that are wrong. */
  fieldsOf(query: Query): Fields;
  /** The job of a create, and what its answer has. 400, with all that is wrong. */
  jobOf(
    query: Query,
    body: Body,
    caller: Caller,
    from: Submitting,
  ): { readonly job: SubmitJob; readonly fields: Fields };
  /** 404 for an unknown run or another tenant's, 403 for another user's. */
  visible(id: string, caller: Caller): Job;
  /** The same, and 400 (or by choice 409) for one that had ended, unless it was this stop that ended it. */
  cancel(id: string, caller: Caller, via: StopRequest['via']): Promise<Job>;
}

export function runsOf({ jobs, ...rules }: RunParts): Runs {
  const { choices } = rules;

  function unknown(id: string): RunRefusal {
    return runRefusal(
      'notFound',
      { id: id.slice(0, MAX_SHOWN) },
      { code: choices['queryRuns.notFoundCode'] },
    );
  }

  function visible(id: string, caller: Caller): Job {
    const job = jobs.get(id);
    const sight = sightOf(job, caller);
    if (job === undefined || sight === 'unknown') throw unknown(id);
    if (sight === 'foreign') throw runRefusal('foreignRun', { id });
    return job;
  }

  return {
    visible,
    fieldsOf(query) {
      const faults = new Faults();
      const fields = readParameters(query, faults, choices);
      faults.finish();
      return fields;
    },
    jobOf(query, body, caller, from) {
      const faults = new Faults();
      const fields = readParameters(query, faults, choices);
      const run = readRun(body, rules, faults);
      faults.finish();
      return { job: jobOfSubmit(run, caller, rules, from), fields };
    },
    async cancel(given, caller, via) {
      const { id } = visible(given, caller);
      const stop = await jobs.stop(id, { requestedBy: caller.user.name, via }).catch((error) => {
        throw error instanceof NoSuchJob ? unknown(id) : error;
      });
      if (!stop.won) throw runRefusal('ended', { id }, { status: Number(choices['queryRuns.cancelEnded']) });
      return stop.job;
    },
  };
}
