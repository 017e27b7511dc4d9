import { randomUUID } from 'node:crypto';
import { copyFile, link, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../../../ports/tenant-data.ts';

/** A file of the user's folder, by what it holds. */
export interface DataFile {
  /** As in the folder, for messages. */
  readonly name: string;
  readonly path: string;
  /** The name before the first of its endings: the object's. */
  readonly object: string;
  readonly format: 'csv' | 'jsonl' | 'parquet';
}

const FORM = /^(.+?)\.(?:(csv|jsonl)(?:\.gz)?|(parquet))$/i;
const ALLOWED = '<Object>.csv, <Object>.jsonl (both also .gz) or <Object>.parquet';

/**
 * The files of a folder, by name. Hidden files and folders are passed over.
 * @throws DataError for a folder that cannot be read or holds nothing to load, and for a file of another kind.
 */
export async function dataFiles(directory: string): Promise<DataFile[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: Error) => {
    throw new DataError(`cannot read the folder ${directory}: ${error.message}`);
  });
  const files = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => dataFile(directory, name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (files.length === 0)
    throw new DataError(`the folder ${directory} holds no file to load; name them ${ALLOWED}`);
  return files;
}

function dataFile(directory: string, name: string): DataFile {
  const [, object, text, parquet] = FORM.exec(name) ?? [];
  if (object === undefined) throw new DataError(`${name} cannot be loaded: name files ${ALLOWED}`);
  const format = (text ?? parquet ?? '').toLowerCase() as DataFile['format'];
  return { name, path: join(directory, name), object, format };
}

/**
 * Runs `work` with a path to the file inside the exchange directory.
 * @throws DataError when the file cannot be read
 */
export async function exchanged<T>(
  file: DataFile,
  exchangeDirectory: string,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const zipped = file.name.toLowerCase().endsWith('.gz') ? '.gz' : '';
  const unreadable = (error: Error) => new DataError(`${file.name} cannot be read: ${error.message}`);
  return await exchangedPath(file.path, exchangeDirectory, work, {
    ending: `.${file.format}${zipped}`,
    unreadable,
  });
}

/**
 * Runs `work` with a path to the file inside the exchange directory, the only one the engine may read, and removes
 * it again. A hard link where that can be, else a copy.
 * @param options.unreadable what is thrown when the file cannot be read
 */
export async function exchangedPath<T>(
  source: string,
  exchangeDirectory: string,
  work: (path: string) => Promise<T>,
  {
    ending = '',
    unreadable = (error: Error): Error => error,
  }: { readonly ending?: string; readonly unreadable?: (error: Error) => Error } = {},
): Promise<T> {
  const path = join(exchangeDirectory, `load-${randomUUID()}${ending}`);
  try {
    try {
      const real = await realpath(source);
      await link(real, path).catch(() => copyFile(real, path));
    } catch (error) {
      throw unreadable(error as Error);
    }
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}
