import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FilePart } from '../../ports/server-state.ts';

/** Files copied, or synced, at the same time. */
const AT_ONCE = 16;

/**
 * Copies what is state of a folder into one that is made for it, empty where there is nothing. Blocks are shared where
 * the file system can; files that never change are not copied at all.
 */
export async function copyPart(part: FilePart, from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const files = (await filesBelow(from)).filter(part.keeps);
  const folders = new Set(files.map((file) => dirname(file)));
  for (const folder of folders) await mkdir(join(to, folder), { recursive: true, mode: 0o700 });
  const copy = part.unchanging ? linkOrCopy : copyAnew;
  await eachOf(files, (file) => copy(join(from, file), join(to, file)));
}

/** Makes a folder and all that is in it survive a crash of the machine. */
export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  await eachOf([folder, ...entries.map(({ parentPath, name }) => join(parentPath, name))], syncPath);
}

export async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
}

/** Paths of all files, relative to the folder; none when it is not there. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function copyAnew(from: string, to: string): Promise<void> {
  return copyFile(from, to, constants.COPYFILE_FICLONE);
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    // Another file system, or one without second names.
    await copyAnew(from, to);
  }
}

async function eachOf<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const work = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await run(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** @throws where that cannot be found out */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
