import { createHash } from 'node:crypto';
import type { Random } from '../random.ts';
import type { Expected, FamilyName, Seen, StopAnswer } from './history.ts';
import type { Reply } from './session.ts';

/** What the torture does with one family, in the family's own words at the wire. All of it may throw Broken and Trouble. */
export interface FamilyLoad {
  readonly family: FamilyName;
  submit(random: Random): Promise<{ readonly job: string; readonly expected: Expected }>;
  /** Polls, and downloads what there is. */
  look(job: string): Promise<Seen | 'not there'>;
  stop(job: string): Promise<StopAnswer>;
  /** At rest: what the data themselves say of a job that has ended. @returns what is wrong */
  compare?(job: string, seen: Seen): Promise<readonly string[]>;
}

/** A file as a history keeps it. */
export function fileOf(
  content: Buffer,
  rows: number | undefined,
): { sha256: string; rows: number | undefined } {
  return { sha256: createHash('sha256').update(content).digest('hex'), rows };
}

/** Rows of a CSV file with a header and without line breaks in its values. */
export function csvRows(content: Buffer): number {
  return content.toString().trimEnd().split('\n').length - 1;
}

/** @throws Error with all of it: an answer that the contract does not know */
export function unexpected(what: string, { status, body }: Reply): Error {
  return new Error(`${what} was answered ${status} ${JSON.stringify(body)?.slice(0, 500)}`);
}
