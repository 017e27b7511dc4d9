import type { Choices } from '../../config/choices.ts';
import type { Job } from '../../jobs/job.ts';
import type { KeptRequest } from '../data-query/jobs/job-of-submit.ts';
import { outcomeOf } from '../data-query/jobs/outcome.ts';
import { type RunState, runState, type StateChoices } from './state.ts';

/** A query run on the wire (data-query-and-query-runs.md §1.5). What does not apply is absent, and nothing else is there. */
export interface QueryRun {
  readonly created_by_id: string;
  readonly id: string;
  readonly sql: string;
  readonly remaining_attempts: number;
  readonly updated_time: string;
  readonly file?: RunFile;
  readonly number_of_rows?: number;
  readonly processing_duration?: number;
  readonly state: RunState;
  readonly column_separator?: string;
}

interface RunFile {
  /** Its name. */
  readonly id: string;
  readonly url: string;
  readonly content_type: string;
  readonly type: 'query_run';
}

/** Names that `fields[]` takes (§1.8). */
export const RUN_FIELDS = [
  'created_by_id',
  'id',
  'sql',
  'remaining_attempts',
  'updated_time',
  'file',
  'number_of_rows',
  'processing_duration',
  'state',
  'column_separator',
] as const satisfies readonly (keyof QueryRun)[];

/** How runs are shown on this server. */
export interface ViewRules {
  /** Makes the address of a result file: each read of a run signs anew (§2.6). */
  readonly sign: (fileName: string) => string;
  readonly choices: StateChoices & Pick<Choices, 'dataQuery.processingTime' | 'queryRuns.jsonContentType'>;
}

/** @param fields those asked for; all when absent */
export function runView(
  job: Job,
  rules: ViewRules,
  fields?: ReadonlySet<string>,
): QueryRun | Partial<QueryRun> {
  const run = wholeRun(job, rules);
  if (fields === undefined) return run;
  return Object.fromEntries(Object.entries(run).filter(([name]) => fields.has(name)));
}

function wholeRun(job: Job, rules: ViewRules): QueryRun {
  // Written by a submit of these jobs, so its shape is known.
  const { givenSeparator } = job.request as KeptRequest;
  return {
    created_by_id: job.principal.userId,
    id: job.id,
    sql: job.units[0]?.query?.text ?? '',
    remaining_attempts: job.retriesLeft,
    updated_time: new Date(job.updatedAt).toISOString(),
    ...(job.state === 'completed' && completedFields(job, rules)),
    state: runState(job, rules.choices),
    ...(givenSeparator !== undefined && { column_separator: givenSeparator }),
  };
}

function completedFields(job: Job, { sign, choices }: ViewRules): Partial<QueryRun> {
  const { fileName, rows, ms } = outcomeOf(job, choices);
  const format = job.units[0]?.output.format ?? 'csv';
  return {
    ...(fileName !== undefined && {
      file: {
        id: fileName,
        url: sign(fileName),
        content_type: format === 'jsonl' ? choices['queryRuns.jsonContentType'] : format,
        type: 'query_run',
      },
    }),
    number_of_rows: rows,
    processing_duration: ms,
  };
}
