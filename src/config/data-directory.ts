import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from './config-error.ts';
import type { Options } from './options.ts';

export interface DataDirectory {
  readonly path: string;
  /** Removes a temporary one; leaves a durable one alone. Idempotent. */
  remove(): void;
}

/**
 * Makes the data directory, or a temporary one that is removed at the latest when the process exits.
 * @throws ConfigError when it cannot be made
 */
export function openDataDirectory({ dataDir, ephemeral }: Options): DataDirectory {
  try {
    if (!ephemeral) {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      return { path: dataDir, remove: () => {} };
    }
    const path = mkdtempSync(join(tmpdir(), 'sluice-'));
    if (temporary.size === 0) process.on('exit', removeAll);
    temporary.add(path);
    return { path, remove: () => remove(path) };
  } catch (cause) {
    const where = ephemeral ? tmpdir() : dataDir;
    throw new ConfigError(`data-dir: cannot make a directory at ${where}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Of all servers of this process: a listener for each would be too many where a test has twenty. */
const temporary = new Set<string>();

function removeAll(): void {
  for (const path of temporary) remove(path);
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  if (temporary.delete(path) && temporary.size === 0) process.off('exit', removeAll);
}
