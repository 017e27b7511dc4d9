import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name in the data directory; the command line reads it (operating.md §6). */
const FILE = 'operator.json';

/** A secret of this run of the server: 64 hex digits. */
export function newOperatorToken(): string {
  return randomBytes(32).toString('hex');
}

interface OperatorFile {
  /** Where this server listens. */
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** Path of the certificate to trust, when it is of our own making. */
  readonly ca?: string;
  /** A name of the certificate, when it is not of our own making: it seldom has the address that is listened on. */
  readonly name?: string | undefined;
}

/**
 * Tells whoever can read the data directory how to reach this server as its operator. Only the owner can read the
 * file; the token is of this run alone. Answers how to remove it.
 */
export function writeOperatorFile(dataDir: string, content: OperatorFile): () => void {
  const path = join(dataDir, FILE);
  const temporary = `${path}.tmp`;
  // One left by a crash could be readable by others.
  rmSync(temporary, { force: true });
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeFileSync(file, `${JSON.stringify(content)}\n`);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  return () => rmSync(path, { force: true });
}
