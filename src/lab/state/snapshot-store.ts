import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type SnapshotRecord, StateError } from '../../ports/server-state.ts';
import { removeTree, syncPath, syncTree } from './copied-files.ts';
import type { StateFolders } from './state-folders.ts';

/** Raised when a snapshot's shape changes. */
const FORMAT = 1;
const RECORD_FILE = 'snapshot.json';
/** A folder's name on every system, and one that needs no quoting in a shell or a URL. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

export interface KeptSnapshot extends SnapshotRecord {
  /** By the names of the parts. */
  readonly memory: Readonly<Record<string, unknown>>;
}

/** @throws StateError `bad-name` */
export function checkName(name: unknown): string {
  if (typeof name === 'string' && NAME.test(name)) return name;
  const shown = typeof name === 'string' ? `"${name.slice(0, 80)}"` : 'that';
  throw new StateError(
    'bad-name',
    `A snapshot cannot be called ${shown}: allowed are 1 to 64 letters, digits, ".", "-" and "_", a letter or digit first and last`,
  );
}

/** The snapshots of a data directory: a folder each, there whole or not at all. */
export class SnapshotStore {
  readonly #folders: StateFolders;
  readonly #durable: boolean;

  constructor(folders: StateFolders, durable: boolean) {
    this.#folders = folders;
    this.#durable = durable;
  }

  folderOf(name: string): string {
    return join(this.#folders.snapshots, name);
  }

  /** Makes what lies in `making` the snapshot of this name, or the seed. */
  async keep(kept: KeptSnapshot, folder: string): Promise<void> {
    const { making, old } = this.#folders;
    await writeFile(join(making, RECORD_FILE), JSON.stringify({ format: FORMAT, ...kept }));
    if (this.#durable) await syncTree(making);
    const before = join(old, kept.name);
    await mkdir(dirname(before), { recursive: true });
    await mkdir(dirname(folder), { recursive: true });
    await removeTree(before);
    await rename(folder, before).catch(ifMissing);
    await rename(making, folder);
    if (this.#durable) await syncPath(dirname(folder));
    await removeTree(before);
  }

  /** @throws StateError `unknown`, `newer` */
  async read(name: string): Promise<KeptSnapshot> {
    const found = await recordIn(this.folderOf(name));
    if (found !== undefined) return found;
    const names = (await this.all()).map((other) => other.name);
    const there = names.length === 0 ? 'there is none yet' : `there are ${names.join(', ')}`;
    throw new StateError('unknown', `There is no snapshot ${name}; ${there}`);
  }

  /** Newest first. */
  async all(): Promise<readonly SnapshotRecord[]> {
    const names = await readdir(this.#folders.snapshots).catch(() => []);
    const found = await Promise.all(
      names.map((name) => recordIn(this.folderOf(name)).catch(() => undefined)),
    );
    return found
      .flatMap((record) => (record === undefined ? [] : [{ name: record.name, takenAt: record.takenAt }]))
      .sort((a, b) => b.takenAt.localeCompare(a.takenAt) || a.name.localeCompare(b.name));
  }
}

async function recordIn(folder: string): Promise<KeptSnapshot | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, RECORD_FILE), 'utf8');
  } catch (error) {
    ifMissing(error);
    return undefined;
  }
  const { format, ...record } = JSON.parse(text) as KeptSnapshot & { readonly format: unknown };
  if (format !== FORMAT)
    throw new StateError(
      'newer',
      `The snapshot ${record.name} has the format ${format}; this version of Sluice restores ${FORMAT}`,
    );
  return record;
}

function ifMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
