import type { SubmitJob } from '../../../jobs/job.ts';
import type { Caller } from '../../../platform/sign-in/caller.ts';
import { jobOfSubmit, PERMISSION, type SubmitRules, type Submitting } from './job-of-submit.ts';

interface Query {
  readonly sql: string;
  readonly format: 'json' | 'csv' | 'tsv' | 'dsv';
  readonly compression: 'none' | 'gzip' | 'zip';
}

/** What another door to live queries than this family's own needs: the jobs are the same, and so is what holds. */
export function queriesOf(rules: SubmitRules) {
  return {
    permission: PERMISSION,
    maxLength: rules.limits['dataQuery.maxQueryLength'],
    jobOf({ sql, format, compression }: Query, caller: Caller, from: Submitting): SubmitJob {
      const request = {
        query: sql,
        outputFormat: upper(format),
        compression: upper(compression),
        deleted: 'live',
        sourceData: 'LIVE',
        useIndexJoin: false,
      } as const;
      return jobOfSubmit(request, caller, rules, from);
    },
  };
}

function upper<T extends string>(text: T): Uppercase<T> {
  return text.toUpperCase() as Uppercase<T>;
}
