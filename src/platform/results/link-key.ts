import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'link-key.json';

/** As in `results/signed-links`. */
export interface StoredLinkKey {
  readonly id: string;
  readonly secret: string;
}

/**
 * The key that signs result links, kept in the data directory for its owner alone, so that links outlive a restart.
 * @throws Error that names the file when it is damaged
 */
export function openLinkKey(dataDir: string): StoredLinkKey {
  const path = join(dataDir, FILE);
  try {
    return parse(path, readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const key = {
    id: `SLUICE${randomBytes(7).toString('hex').toUpperCase()}`,
    secret: randomBytes(32).toString('base64'),
  };
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeFileSync(file, JSON.stringify(key));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  return key;
}

function parse(path: string, text: string): StoredLinkKey {
  try {
    const { id, secret } = JSON.parse(text) as Partial<StoredLinkKey>;
    if (typeof id === 'string' && typeof secret === 'string') return { id, secret };
  } catch {
    // Told below.
  }
  throw new Error(
    `${path} is damaged: remove it to have a new key made; links given out before will stop working`,
  );
}
