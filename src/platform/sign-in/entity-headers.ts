import type { IncomingHttpHeaders } from 'node:http';
import type { TenantRecord } from '../../ports/principals.ts';

/** The entity a request names: the header of today, or one of its old forms (platform.md §3.1). */
export interface EntityHeaders {
  readonly asked: string;
  /** Both old forms at once are an error. */
  readonly contradictory: boolean;
}

/** `undefined` when it names none, as nearly all do. */
export function entityHeaders(headers: IncomingHttpHeaders): EntityHeaders | undefined {
  const { 'zuora-entity-ids': ids, entityid: id, entityname: name } = headers;
  if (ids === undefined && id === undefined && name === undefined) return undefined;
  return { asked: String(ids ?? id ?? name), contradictory: id !== undefined && name !== undefined };
}

/** Items of a header that lists; blank ones are ignored (platform.md §3.1). */
export function listed(header: string): readonly string[] {
  return header
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Entity ids come with and without hyphens (platform.md §3.1). Entities here have no names but their ids. */
export function sameEntity(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

/** The tenant's entity that a request names, when it is exactly one. */
export function entityNamed({ entities }: TenantRecord, headers: IncomingHttpHeaders): string | undefined {
  const [only, ...more] = listed(entityHeaders(headers)?.asked ?? '');
  if (only === undefined || more.length > 0) return undefined;
  return entities.find((entity) => sameEntity(entity, only));
}

function plain(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}
