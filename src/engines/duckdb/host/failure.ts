import { EngineError } from '../../../ports/engine.ts';
import { DataError } from '../../../ports/tenant-data.ts';
import { translateError } from '../emit/errors.ts';
import type { HostFailure } from './protocol.ts';

/**
 * The result, or what the engine puts aside, could not be written: in DuckDB's words, which have no code. Its first
 * words count too: what follows them may hold a value of the statement's author.
 */
const STORAGE_TEXT =
  /^(?:IO|Out of Memory|TransactionContext|FATAL) Error:.*(?:No space left on device|Disk quota exceeded|Could not write|failed to offload data block|max_temp_directory_size|Input\/output error)/is;
const STORAGE_MESSAGE = 'The result could not be written: the disk is full or failed';

/** Turns whatever was thrown into what the parent and the statement's author may know. Never a stack or a path. */
export function failureOf(error: unknown): HostFailure {
  if (error instanceof DataError) return { kind: 'data', message: error.message };
  if (error instanceof EngineError) {
    const { kind, message, limit } = error;
    return limit === undefined ? { kind, message } : { kind, message, limit };
  }
  const { message, ofSystem } = describe(error);
  if (ofSystem || STORAGE_TEXT.test(message)) return { kind: 'storage', message: STORAGE_MESSAGE };
  const translated = translateError(message);
  switch (translated.kind) {
    case 'user':
      return { kind: 'user', message: translated.message };
    case 'limit-memory':
      return { kind: 'limit', limit: 'memory', message: translated.message };
    case 'temporary':
      return { kind: 'temporary', message: firstLine(translated.message) };
    default:
      // A database that has given up works again in a new process; anything else fails the same on each try.
      return {
        kind: isFatal(error) ? 'temporary' : 'internal',
        message: translated.message,
        detail: message,
      };
  }
}

/** Whether the database is of no use any more, so that the process has to end: DuckDB says so in its first words. */
export function isFatal(error: unknown): boolean {
  return /^(?:FATAL|INTERNAL) Error/.test(describe(error).message);
}

export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** `ofSystem`: a call of the operating system failed, and only files are worked with here. */
function describe(error: unknown): { message: string; ofSystem: boolean } {
  if (!(error instanceof Error)) return { message: String(error), ofSystem: false };
  return { message: error.message, ofSystem: (error as NodeJS.ErrnoException).syscall !== undefined };
}
