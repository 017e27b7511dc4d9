import { createHash } from 'node:crypto';
import type { RowCounts, SeedPlan } from '../../../ports/tenant-data.ts';
import { seedStatements } from '../data/seed/seed-statements.ts';

/** A seed that lies ready beside the built code: what is known of it, in a file beside its rows. */
export interface ReadySeed {
  /** `readySeedKey` of the plan whose rows it has. */
  readonly key: string;
  readonly rows: RowCounts;
}

/** The two files of a ready seed, in the folder of all of them. */
export function readySeedFiles(
  folder: URL,
  size: SeedPlan['size'],
): { readonly about: URL; readonly rows: URL } {
  return { about: new URL(`${size}.json`, folder), rows: new URL(`${size}.duckdb.gz`, folder) };
}

/** Two plans with the same key make the same tables with the same rows: it is made of the statements that make them. */
export function readySeedKey(plan: SeedPlan): string {
  const { size, number, entity, orgs, objects } = plan;
  const made = [size, number, entity, orgs, objects, seedStatements(plan)];
  return createHash('sha256').update(JSON.stringify(made)).digest('hex');
}
