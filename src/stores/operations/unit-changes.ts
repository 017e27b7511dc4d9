import type { Transaction } from 'kysely';
import type { UnitChange } from '../../ports/store.ts';
import type { StoredUnit } from '../job-row.ts';
import type { Schema } from '../schema.ts';

/** The units with these changes. */
export function withUnits(
  units: readonly StoredUnit[],
  changes: readonly UnitChange[],
): readonly StoredUnit[] {
  const changed = [...units];
  for (const { unit, state, rows, files, ...set } of changes) {
    const before = changed[unit - 1];
    // While it runs the attempt itself tells how far it is.
    const known = state === 'running' ? undefined : before?.loaded;
    const { window = before?.window, loaded = known, columns = before?.columns } = set;
    changed[unit - 1] = {
      state,
      ...(rows === undefined ? {} : { rows }),
      ...(files === undefined ? {} : { files }),
      ...(window === undefined ? {} : { window }),
      ...(loaded === undefined ? {} : { loaded }),
      ...(columns === undefined ? {} : { columns }),
    };
  }
  return changed;
}

/** From now on the files of these units are found by their names. */
export async function addFiles(
  db: Transaction<Schema>,
  seq: number,
  units: readonly UnitChange[],
): Promise<void> {
  const files = units.flatMap(({ unit, files = [] }) =>
    files.map((file, index) => ({ job_seq: seq, unit, part: index + 1, ...file })),
  );
  if (files.length > 0) await db.insertInto('files').values(files).execute();
}
