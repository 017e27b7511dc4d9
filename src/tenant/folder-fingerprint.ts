import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../ports/tenant-data.ts';

/**
 * Names, sizes and change times of a folder's files: differs when a file was added, removed or written again.
 * @throws DataError when the folder cannot be read.
 */
export async function folderFingerprint(directory: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for (const name of (await readdir(directory)).sort()) {
      const { size, mtimeMs } = await stat(join(directory, name));
      hash.update(`${name}\0${size}\0${mtimeMs}\0`);
    }
  } catch (error) {
    throw new DataError(`cannot read the folder ${directory}: ${(error as Error).message}`);
  }
  return hash.digest('hex').slice(0, 16);
}
