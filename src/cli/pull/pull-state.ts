import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { CliError, EXIT } from '../exit-codes.ts';
import type { Window } from './windows.ts';

/** Where a pull of one object is. */
export interface ObjectState {
  /** Still to be read, in order; empty: all was. */
  readonly windows: readonly Window[];
  /** From where the next pull reads on, seconds since 1970. */
  readonly resumeAt?: number;
  /** Of this pull so far. */
  readonly rows: number;
  readonly deleted: number;
}

/** What a state file holds: the addresses, so that it is not taken for another pull's, and each object. */
interface StateFile {
  readonly from: string;
  readonly to: string;
  readonly objects: Readonly<Record<string, ObjectState>>;
}

/** Durable place of a pull, so that one that was broken off goes on where it was. */
export class PullState {
  readonly #file: string;
  #held: StateFile;

  /** @throws CliError `usage` for a file that cannot be read or is of a pull between other servers */
  constructor(file: string, servers: Pick<StateFile, 'from' | 'to'>) {
    this.#file = file;
    this.#held = read(file) ?? { ...servers, objects: {} };
    const { from, to } = this.#held;
    if (from !== servers.from || to !== servers.to)
      throw new CliError(
        EXIT.usage,
        `--state ${file} is of a pull from ${from} into ${to}: name another file, or remove it to begin anew`,
      );
  }

  object(name: string): ObjectState | undefined {
    return this.#held.objects[name];
  }

  /** Kept before it returns: the file is never half written. */
  async keep(name: string, state: ObjectState): Promise<void> {
    this.#held = { ...this.#held, objects: { ...this.#held.objects, [name]: state } };
    const part = `${this.#file}.part`;
    await writeFile(part, `${JSON.stringify(this.#held, null, 2)}\n`);
    await rename(part, this.#file);
  }
}

function read(file: string): StateFile | undefined {
  try {
    const held = JSON.parse(readFileSync(file, 'utf8')) as Partial<StateFile>;
    if (typeof held.from !== 'string' || typeof held.to !== 'string' || typeof held.objects !== 'object')
      throw new Error('it is no state of a pull');
    return held as StateFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CliError(EXIT.usage, `--state ${file}: ${(error as Error).message}`);
  }
}
