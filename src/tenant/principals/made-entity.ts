import { createHash } from 'node:crypto';

/** Of a tenant that names no org: its rows need one. */
export const ONLY_ORG = 'default';

/** The entity of a tenant that names none: a UUID that is the same after a restart. */
export function madeEntity(tenant: string): string {
  const hex = createHash('sha256').update(`entity\0${tenant}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
