import { createHash } from 'node:crypto';
import type { CompiledQuery } from '../ports/compiler.ts';
import type { OutputSpec } from '../ports/engine.ts';
import type { ResultKey, ResultTarget } from '../ports/results.ts';
import type { Job, Unit, UnitOutput } from './job.ts';

/** Files recorded as a job's own: what a sweep must keep. */
export function recordedFiles(job: Job): readonly ResultKey[] {
  const results = job.units.flatMap(({ unit, files }) =>
    files.map(({ epoch }, index) => ({ job: job.id, epoch, unit, part: index + 1 })),
  );
  const source = job.intake?.source;
  return source === undefined ? results : [sourceKey(job.id, source.part), ...results];
}

/** The n-th file that an open job received. No sweep of an attempt's files meets it where it is recorded. */
export function sourceKey(job: string, part: number): ResultKey {
  return { job, epoch: 0, unit: 0, part };
}

/** The results among them as their users know them. */
export function recordedNames({ units }: Job): readonly string[] {
  return units.flatMap(({ files }) => files.map(({ name }) => name));
}

/**
 * What tells a file from all others where its output's name says `{file}`: 32 hex digits, known before the file is there
 * and of no other attempt.
 */
export function fileId({ job, epoch, unit, part }: ResultKey): string {
  return createHash('sha256').update(`${job}/${epoch}/${unit}/${part}`).digest('hex').slice(0, 32);
}

/** The file's name as its users see it. */
export function fileName(output: UnitOutput, key: ResultKey): string {
  return output.fileName.replaceAll('{file}', fileId(key));
}

/** What the engine is to write for a unit. Only a full load is divided into segments (aqua.md §4.6). */
export function outputOf(unit: Unit, target: ResultTarget, { undivided }: CompiledQuery): OutputSpec {
  const { format, separator, style, compression, encryption, entryName, segmentRows } = unit.output;
  const divided = segmentRows !== undefined && undivided === undefined && unit.window === undefined;
  return {
    format,
    ...(separator === undefined ? {} : { separator }),
    ...(style === undefined ? {} : { style }),
    compression,
    ...(encryption === undefined ? {} : { encryption }),
    ...(divided ? { segmentRows } : {}),
    // Data-query contract §5: one entry, named like the file without `.zip`.
    entryName: entryName ?? fileName(unit.output, target.key).replace(/\.zip$/, ''),
    target,
  };
}
