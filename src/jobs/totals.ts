import type { Progress } from '../ports/engine.ts';
import type { Job } from './job.ts';
import { loadUnit } from './load-unit.ts';

/** What a job has written so far: of its completed units. */
export function filesTotal({ units }: Job): {
  readonly rows: number;
  readonly bytes: number;
  readonly files: number;
} {
  const completed = units.filter((unit) => unit.state === 'completed');
  const files = completed.flatMap((unit) => unit.files);
  return {
    rows: completed.reduce((sum, unit) => sum + (unit.rows ?? 0), 0),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    files: files.length,
  };
}

/** The progress of a job that no attempt of this node has; nothing when it wrote nothing. */
export function totals(job: Job | undefined): Progress {
  if (job === undefined) return { rows: 0, bytes: 0 };
  const { rows, bytes } = filesTotal(job);
  const fraction = job.state === 'completed' ? { fraction: 1 } : {};
  const loaded = loadUnit(job)?.loaded;
  if (loaded === undefined) return { ...fraction, rows, bytes };
  const of = loaded.rows === undefined ? {} : { of: loaded.rows };
  return { ...fraction, rows: loaded.succeeded, failed: loaded.failed, ...of, bytes };
}
