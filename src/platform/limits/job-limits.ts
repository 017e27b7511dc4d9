import type { LimitName, Limits } from '../../config/limits.ts';
import type { JobLimits } from '../../jobs/job.ts';

/** By what name `--limit` changes each limit of a family's jobs. */
export type JobLimitNames = { readonly [K in keyof JobLimits]: LimitName };

/** The figures of these names; what has none has no limit. */
export function limitsNamed(names: JobLimitNames, limits: Limits): JobLimits {
  const figures = Object.entries(names).map(([limit, name]) => [limit, limits[name]]);
  return Object.fromEntries(figures.filter(([, figure]) => figure !== undefined));
}
