import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere, removeTree, syncPath, syncTree } from './copied-files.ts';
import { STORE_FILE, type StateFolders } from './state-folders.ts';

/** Raised when what the file says changes: an older server must not finish a newer one's change. */
const FORMAT = 1;

export interface ChangeParts {
  readonly dataDir: string;
  readonly folders: StateFolders;
  /** Puts the jobs of this database in the place of those there are; none: there are no jobs then. */
  readonly replaceJobs: (path: string | undefined) => Promise<void>;
  /** Whether the change has to survive a crash of the machine, not just of the process. */
  readonly durable: boolean;
}

/**
 * Puts the staged state (`folders.next`) in the place of the one there is. What decides is one file: before it is
 * there nothing has changed, from then on the change is finished, by the next start if need be. Nobody may work with
 * the state meanwhile.
 * @param replaced folders below the data directory
 */
export async function changeState(parts: ChangeParts, replaced: readonly string[]): Promise<void> {
  const { folders, durable } = parts;
  if (durable) await syncTree(folders.next);
  const temporary = `${folders.decided}.tmp`;
  await writeFile(temporary, JSON.stringify({ format: FORMAT, replaced }));
  if (durable) await syncPath(temporary);
  await rename(temporary, folders.decided);
  if (durable) await syncPath(folders.root);
  await finish(parts, replaced);
}

/**
 * Finishes a change that was decided by an earlier process, and puts away what it left of others. To be called at
 * start, before anybody reads the state. Answers whether there was one.
 * @throws Error that says what to do, when the change is not one that this version can finish
 */
export async function finishChange(parts: ChangeParts): Promise<boolean> {
  const { folders } = parts;
  const replaced = await readDecided(folders.decided);
  if (replaced !== undefined) await finish(parts, replaced);
  await Promise.all([folders.making, folders.next, folders.old].map(removeTree));
  return replaced !== undefined;
}

/** Whether a change was decided and is not finished. */
export function isDecided(folders: StateFolders): Promise<boolean> {
  return isThere(folders.decided);
}

/** Each step may have been taken before. */
async function finish(
  { dataDir, folders, replaceJobs, durable }: ChangeParts,
  replaced: readonly string[],
): Promise<void> {
  await mkdir(folders.old, { recursive: true });
  for (const folder of replaced) {
    const next = join(folders.next, folder);
    if (!(await isThere(next))) continue;
    const [place, away] = [join(dataDir, folder), join(folders.old, folder)];
    if (await isThere(place)) {
      await removeTree(away);
      await rename(place, away);
    }
    await rename(next, place);
  }
  if (durable) await syncPath(dataDir);
  const jobs = join(folders.next, STORE_FILE);
  await replaceJobs((await isThere(jobs)) ? jobs : undefined);
  await rm(folders.decided);
  if (durable) await syncPath(folders.root);
}

async function readDecided(path: string): Promise<readonly string[] | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { format, replaced } = parsed(path, text);
  if (format !== FORMAT || !Array.isArray(replaced))
    throw new Error(
      `${path} says that a restore was under way, in the format ${format}; this version of Sluice finishes ${FORMAT}`,
    );
  return replaced as readonly string[];
}

function parsed(path: string, text: string): { readonly format?: unknown; readonly replaced?: unknown } {
  try {
    return JSON.parse(text) as { readonly format?: unknown };
  } catch (error) {
    throw new Error(
      `${path} is damaged (${(error as Error).message}): a restore was under way. Remove the data directory to start anew`,
    );
  }
}
