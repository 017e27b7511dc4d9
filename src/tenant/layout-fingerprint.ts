import { createHash } from 'node:crypto';
import type { CatalogueObject } from '../ports/catalogue.ts';

/** Raised when the engine lays tables out differently for the same catalogue (src/ports/tenant-data.ts). */
const LAYOUT = 1;

/** Names the tables and columns these objects need: equal when `TenantData.ensure` would find nothing to do. */
export function layoutFingerprint(objects: readonly CatalogueObject[]): string {
  const hash = createHash('sha256').update(String(LAYOUT));
  for (const { name, fields } of objects)
    for (const field of fields) hash.update(`\0${name}\0${field.name}\0${field.sqlType}`);
  return hash.digest('hex').slice(0, 16);
}
