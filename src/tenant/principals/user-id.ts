import { createHash } from 'node:crypto';

/** A user's id, 32 lower-case hex digits, made from tenant and name: the same after a restart and on every node. */
export function userId(tenant: string, name: string): string {
  return createHash('sha256').update(`user\0${tenant}\0${name.toLowerCase()}`).digest('hex').slice(0, 32);
}
