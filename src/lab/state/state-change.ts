import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere, removeTree, syncPath, syncTree } from './copied-files.ts';
import { STORE_FILE, type StateFolders } from './state-folders.ts';

/** Raised when what the file says changes: an older server must not finish a newer one's change. */
const FORMAT = 2;

/** What was decided, as its file has it. */
export interface Decision {
  /** Folders below the data directory. */
  readonly replaced: readonly string[];
  /** What parts in memory become, by their names; those that are not named are cleared. */
  readonly memory: Readonly<Record<string, unknown>>;
  /** How far business time was ahead of the machine's before, ms. */
  readonly ahead: number;
}

export interface ChangeParts {
  readonly dataDir: string;
  readonly folders: StateFolders;
  /**
   * Puts the parts in memory back, as far as they outlive a process, and the jobs of this database in the place of those
   * there are; none: there are no jobs then. May be called again with the same.
   */
  readonly replaceJobs: (path: string | undefined, decision: Decision) => Promise<void>;
  /** Whether the change has to survive a crash of the machine, not just of the process. */
  readonly durable: boolean;
}

/**
 * Puts the staged state (`folders.next`) in the place of the one there is. What decides is one file: before it is
 * there nothing has changed, from then on the change is finished, by the next start if need be. Nobody may work with
 * the state meanwhile.
 */
export async function changeState(parts: ChangeParts, decision: Decision): Promise<void> {
  const { folders, durable } = parts;
  if (durable) await syncTree(folders.next);
  const temporary = `${folders.decided}.tmp`;
  await writeFile(temporary, JSON.stringify({ format: FORMAT, ...decision }));
  if (durable) await syncPath(temporary);
  await rename(temporary, folders.decided);
  if (durable) await syncPath(folders.root);
  await finish(parts, decision);
}

/**
 * Finishes a change that was decided by an earlier process, and puts away what it left of others. To be called at
 * start, before anybody reads the state. Answers whether there was one.
 * @throws Error that says what to do, when the change is not one that this version can finish
 */
export async function finishChange(parts: ChangeParts): Promise<boolean> {
  const { folders } = parts;
  const decision = await readDecided(folders.decided);
  if (decision !== undefined) await finish(parts, decision);
  await Promise.all([folders.making, folders.next, folders.old].map(removeTree));
  return decision !== undefined;
}

/** Whether a change was decided and is not finished. */
export function isDecided(folders: StateFolders): Promise<boolean> {
  return isThere(folders.decided);
}

/** Each step may have been taken before. */
async function finish(
  { dataDir, folders, replaceJobs, durable }: ChangeParts,
  decision: Decision,
): Promise<void> {
  await mkdir(folders.old, { recursive: true });
  for (const folder of decision.replaced) {
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
  await replaceJobs((await isThere(jobs)) ? jobs : undefined, decision);
  await rm(folders.decided);
  if (durable) await syncPath(folders.root);
}

async function readDecided(path: string): Promise<Decision | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { format, ...decision } = parsed(path, text);
  if (format !== FORMAT)
    throw new Error(
      `${path} says that a restore was under way, in the format ${format}; this version of Sluice finishes ${FORMAT}`,
    );
  return decision;
}

function parsed(path: string, text: string): Decision & { readonly format?: unknown } {
  try {
    return JSON.parse(text) as Decision & { readonly format?: unknown };
  } catch (error) {
    throw new Error(
      `${path} is damaged (${(error as Error).message}): a restore was under way. Remove the data directory to start anew`,
    );
  }
}
