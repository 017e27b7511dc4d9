import type { OutputSpec } from '../ports/engine.ts';
import type { ResultKey, ResultTarget } from '../ports/results.ts';
import type { Job, Unit } from './job.ts';

/** Files recorded as a job's own: what a sweep must keep. */
export function recordedFiles(job: Job): readonly ResultKey[] {
  return job.units.flatMap(({ unit, files }) =>
    files.map(({ epoch }, index) => ({ job: job.id, epoch, unit, part: index + 1 })),
  );
}

/** The same files as their users know them. */
export function recordedNames({ units }: Job): readonly string[] {
  return units.flatMap(({ files }) => files.map(({ name }) => name));
}

/** What the engine is to write for a unit. */
export function outputOf(unit: Unit, target: ResultTarget): OutputSpec {
  const { format, separator, style, compression, encryptionKey, fileName } = unit.output;
  return {
    format,
    ...(separator === undefined ? {} : { separator }),
    ...(style === undefined ? {} : { style }),
    compression,
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
    // Data-query contract §5: one entry, named like the file without `.zip`.
    entryName: fileName.replace(/\.zip$/, ''),
    target,
  };
}
