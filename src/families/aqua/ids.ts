import { randomBytes } from 'node:crypto';

const UUID_PARTS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;
const HEX = /^[0-9a-f]{32}$/;

/** Ids are 32 lower-case hex digits on this wire (aqua.md §1.5); the core's are UUIDs: the same without their hyphens. */
export function wireId(jobId: string): string {
  return jobId.replaceAll('-', '');
}

/** What a path says where an id belongs: hyphens and case do not matter (§1.1). `undefined`: no id. */
export function hexOf(text: string): string | undefined {
  const digits = text.replaceAll('-', '').toLowerCase();
  return HEX.test(digits) ? digits : undefined;
}

/** The core's id of the job that a path names; `undefined`: it names none. */
export function jobIdOf(text: string): string | undefined {
  return hexOf(text)?.replace(UUID_PARTS, '$1-$2-$3-$4-$5');
}

export function newBatchId(): string {
  return randomBytes(16).toString('hex');
}
