import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import {
  type FilePart,
  type MemoryPart,
  type ServerState,
  type SnapshotRecord,
  StateError,
} from '../../ports/server-state.ts';
import { StoreError } from '../../ports/store.ts';
import { copyPart, isThere, removeTree } from './copied-files.ts';
import { aheadOf, putBack } from './put-back.ts';
import { checkName, SnapshotStore } from './snapshot-store.ts';
import { type StandStillParts, standStill } from './stand-still.ts';
import { type ChangeParts, changeState, isDecided } from './state-change.ts';
import { STORE_FILE, stateFolders } from './state-folders.ts';

export interface LabStateParts extends Omit<StandStillParts, 'time'> {
  readonly dataDir: string;
  /** Whether the state has to survive a crash of the machine: not one whose directory goes with the process. */
  readonly durable: boolean;
  readonly clock: Clock;
  readonly files: readonly FilePart[];
  readonly store: StateStore;
  /** Put back in this order, the clock first. */
  readonly memory: Readonly<Record<string, MemoryPart>>;
  /** Whoever has read files of the state reads them anew. */
  readonly forget: () => Promise<void>;
  /** Looks how the data was filled; what it answers fills it so again, and says whether there was anything to do. */
  readonly filling: () => () => Promise<boolean>;
  readonly onStuck: (error: unknown) => void;
}

/** The part of a job store that is needed here: copies are databases of their own. */
export interface StateStore {
  copyTo(path: string): Promise<void>;
  /** @throws StoreError `newer` */
  upgrade(path: string): Promise<void>;
  replaceBy(by: { readonly path?: string; readonly tokensByMs: number }): Promise<void>;
}

/** What is put in the place of the state. */
interface Source {
  /** Has the folders of the file parts; none: there are no files. */
  readonly folder?: string;
  /** Whether there is a copy of the job store in it; no jobs otherwise. */
  readonly jobs: boolean;
  readonly memory: Readonly<Record<string, unknown>>;
  /** Done before anybody else goes on. */
  readonly then?: () => Promise<void>;
}

const SEED_NAME = 'seed';

/** The state of a server whose data directory is its own (operating.md §4, DESIGN §7). */
export class LabState implements ServerState {
  readonly #parts: LabStateParts;
  readonly #folders: ReturnType<typeof stateFolders>;
  readonly #kept: SnapshotStore;
  #last: Promise<unknown> = Promise.resolve();
  #closing = false;

  constructor(parts: LabStateParts) {
    this.#parts = parts;
    this.#folders = stateFolders(parts.dataDir);
    this.#kept = new SnapshotStore(this.#folders, parts.durable);
  }

  reset(): Promise<void> {
    return this.#inTurn(async () => {
      const { seed } = this.#folders;
      if (await isThere(seed)) return this.#replaceBy({ folder: seed, jobs: false, memory: {} });
      const fill = this.#parts.filling();
      const then = async (): Promise<void> => {
        if (await fill()) await this.#copySeed();
      };
      return this.#replaceBy({ jobs: false, memory: {}, then });
    });
  }

  snapshot(name: string): Promise<SnapshotRecord> {
    return this.#inTurn(async () => {
      const record = { name: checkName(name), takenAt: this.#now() };
      const still = await standStill(this.#stillParts, 'close');
      let memory: Source['memory'];
      try {
        await this.#copyFiles();
        await this.#parts.store.copyTo(join(this.#folders.making, STORE_FILE));
        memory = Object.fromEntries(
          Object.entries(this.#parts.memory).map(([part, { save }]) => [part, save()]),
        );
      } finally {
        still.wake();
        await still.goOn();
      }
      await this.#kept.keep({ ...record, memory }, this.#kept.folderOf(name));
      return record;
    });
  }

  restore(name: string): Promise<SnapshotRecord> {
    return this.#inTurn(async () => {
      const { takenAt, memory } = await this.#kept.read(checkName(name));
      await this.#replaceBy({ folder: this.#kept.folderOf(name), jobs: true, memory });
      return { name, takenAt };
    });
  }

  snapshots(): Promise<readonly SnapshotRecord[]> {
    return this.#kept.all();
  }

  /** The data has just been filled, and nobody has worked with it yet: this is what `reset` goes back to. */
  keepSeed(): Promise<void> {
    return this.#inTurn(() => this.#copySeed());
  }

  /** The data is not what was kept of it: the next reset makes it anew. */
  dropSeed(): Promise<void> {
    return this.#inTurn(() => removeTree(this.#folders.seed));
  }

  /** Begins nothing more; resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#last;
  }

  async #copySeed(): Promise<void> {
    await this.#copyFiles();
    await this.#kept.keep({ name: SEED_NAME, takenAt: this.#now(), memory: {} }, this.#folders.seed);
  }

  /** Of what there is now, to where a snapshot is made. */
  async #copyFiles(): Promise<void> {
    const { making } = this.#folders;
    const { dataDir, files } = this.#parts;
    await removeTree(making);
    for (const part of files) await copyPart(part, join(dataDir, part.folder), join(making, part.folder));
  }

  async #replaceBy({ folder, jobs, memory, then }: Source): Promise<void> {
    const { next, old } = this.#folders;
    await this.#stage(folder, jobs);
    const still = await standStill(this.#stillParts, 'kill');
    try {
      await this.#parts.forget();
      const folders = this.#parts.files.map((part) => part.folder);
      const ahead = aheadOf(this.#parts.clock);
      await changeState(this.#changeParts, { replaced: folders, memory, ahead });
    } catch (error) {
      // What was decided is finished by the next start, and nobody may see the half of it until then.
      if (await isDecided(this.#folders)) this.#parts.onStuck(error);
      else {
        still.wake();
        await still.goOn();
      }
      throw error;
    }
    await this.#parts.forget();
    still.wake();
    try {
      await then?.();
    } finally {
      await still.goOn();
    }
    // What was takes longer to remove than what is to come took to put there.
    void Promise.all([next, old].map(removeTree)).catch(() => undefined);
  }

  /** Beside whatever works now. @throws StateError `newer` */
  async #stage(folder: string | undefined, jobs: boolean): Promise<void> {
    const { next, old } = this.#folders;
    await Promise.all([next, old].map(removeTree));
    await mkdir(next, { recursive: true, mode: 0o700 });
    for (const part of this.#parts.files) {
      const to = join(next, part.folder);
      if (folder === undefined) await mkdir(to);
      else await copyPart(part, join(folder, part.folder), to);
    }
    if (folder === undefined || !jobs) return;
    const copy = join(next, STORE_FILE);
    await copyFile(join(folder, STORE_FILE), copy);
    try {
      await this.#parts.store.upgrade(copy);
    } catch (error) {
      if (error instanceof StoreError && error.kind === 'newer') throw new StateError('newer', error.message);
      throw error;
    }
  }

  get #changeParts(): ChangeParts {
    const { dataDir, durable, store, memory, clock } = this.#parts;
    return {
      dataDir,
      durable,
      folders: this.#folders,
      replaceJobs: async (path, decision) => {
        const tokensByMs = putBack(memory, decision, clock);
        await store.replaceBy({ ...(path !== undefined && { path }), tokensByMs });
      },
    };
  }

  get #stillParts(): StandStillParts {
    const { door, jobs, requests, engine, clock } = this.#parts;
    return { door, jobs, requests, engine, time: clock.machine };
  }

  #now(): string {
    return new Date(this.#parts.clock.machine.now()).toISOString();
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const next = this.#last.then(() => {
      if (this.#closing) throw new StateError('busy', 'The server is shutting down');
      return run();
    });
    this.#last = next.catch(() => undefined);
    return next;
  }
}
