import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ResultBytes, ResultKey, ResultStore, ResultTarget } from '../../ports/results.ts';
import type { FilePart } from '../../ports/server-state.ts';
import { incomingDirectory, keyOf, nameOf, publishedPath, shardOf } from './file-names.ts';
import { FolderSync } from './folder-sync.ts';

/** What of the results is part of a server's state; the rest is of attempts under way. */
export const RESULT_FILES: FilePart = {
  folder: 'results',
  keeps: (path) => path.startsWith('files/'),
  unchanging: true,
};

/** Bytes a download reads at once: fewer trips to the thread pool than Node's 64 KiB. */
const READ_CHUNK_BYTES = 256 * 1024;

/**
 * Result files in a directory: `incoming/` while they are written, `files/<shard>/` once published.
 * A file is visible only after its bytes are on the disk, and stays visible after a crash.
 */
export class DiskResults implements ResultStore {
  readonly #directory: string;
  readonly #folders = new FolderSync();
  /** Folders known to exist, and to survive a crash. */
  readonly #made = new Map<string, Promise<void>>();

  /** @param directory absolute path; made when missing. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async begin(key: ResultKey, _fileName: string): Promise<ResultTarget> {
    const folder = incomingDirectory(this.#directory);
    await this.#make(folder);
    return { key, kind: 'file', path: join(folder, nameOf(key)) };
  }

  async publish(target: ResultTarget): Promise<void> {
    const path = publishedPath(this.#directory, target.key);
    const folder = dirname(path);
    await this.#make(folder);
    const file = await open(target.path, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(target.path, path);
    await this.#folders.sync(folder);
  }

  async discard(target: ResultTarget): Promise<boolean> {
    const { job, epoch, unit, part } = target.key;
    const goes = (key: ResultKey): boolean =>
      key.job === job && key.epoch === epoch && key.unit === unit && (part === 1 || key.part === part);
    const gone = await this.#removeWhere(incomingDirectory(this.#directory), goes);
    return gone.length > 0;
  }

  /** A stream that is not read to its end has to be destroyed by the caller: it holds an open file. */
  async read(
    key: ResultKey,
    range?: { readonly start: number; readonly end: number },
  ): Promise<ResultBytes | undefined> {
    const file = await open(publishedPath(this.#directory, key), 'r').catch(missing);
    if (file === undefined) return undefined;
    const { size } = await file.stat();
    return { size, stream: file.createReadStream({ ...range, highWaterMark: READ_CHUNK_BYTES }) };
  }

  async pathOf(key: ResultKey): Promise<string | undefined> {
    const path = publishedPath(this.#directory, key);
    return (await stat(path).catch(missing)) === undefined ? undefined : path;
  }

  async remove(key: ResultKey): Promise<void> {
    await rm(publishedPath(this.#directory, key), { force: true });
  }

  async sweep(job: string, belowEpoch: number, keep: readonly ResultKey[] = []): Promise<readonly string[]> {
    const lower = (key: ResultKey): boolean => key.job === job && key.epoch < belowEpoch;
    const kept = (key: ResultKey): boolean => keep.some((one) => nameOf(one) === nameOf(key));
    // In the order in which a file goes: one that is being published meanwhile is met in one place or the other.
    const incoming = await this.#removeWhere(incomingDirectory(this.#directory), lower);
    const published = await this.#removeWhere(
      join(this.#directory, 'files', shardOf(job)),
      (key) => lower(key) && !kept(key),
    );
    return [...published, ...incoming];
  }

  async sweepTargets(alive: (key: ResultKey) => boolean): Promise<readonly string[]> {
    return this.#removeWhere(incomingDirectory(this.#directory), (key) => !alive(key));
  }

  async check(): Promise<void> {
    const folder = incomingDirectory(this.#directory);
    await this.#make(folder);
    // A name that is no result's, so that no sweep and no publish meets it.
    const probe = join(folder, `.probe-${process.pid}`);
    await writeFile(probe, 'ok');
    await rm(probe, { force: true });
  }

  /** Its folders were replaced: it knows nothing of them any more. */
  forget(): void {
    this.#made.clear();
  }

  async #removeWhere(folder: string, condition: (key: ResultKey) => boolean): Promise<readonly string[]> {
    const names = (await readdir(folder).catch(missing)) ?? [];
    const out = names.filter((name) => {
      const key = keyOf(name);
      return key !== undefined && condition(key);
    });
    await Promise.all(out.map((name) => rm(join(folder, name), { force: true })));
    return out;
  }

  /** Makes a folder and what is above it, durably, once. */
  #make(folder: string): Promise<void> {
    const made = this.#made.get(folder);
    if (made !== undefined) return made;
    const making = this.#makeDurably(folder).catch((error: unknown) => {
      this.#made.delete(folder);
      throw error;
    });
    this.#made.set(folder, making);
    return making;
  }

  async #makeDurably(folder: string): Promise<void> {
    const first = await mkdir(folder, { recursive: true });
    if (first === undefined) return;
    for (let path = folder; ; path = dirname(path)) {
      await this.#folders.sync(dirname(path));
      if (path === first || path === dirname(path)) return;
    }
  }
}

function missing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}
