import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Database from 'libsql';

/** As the store keeps it (`src/stores/schema.ts`). */
interface StoredFile {
  readonly id: string;
  readonly state: string;
  readonly epoch: number;
  readonly unit: number;
  readonly part: number;
  readonly family: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Compares the data directory of a server at rest with its store: every recorded file is there with the recorded bytes,
 * every file there is recorded (of a Data Query job: by one that completed), and nothing half done is left.
 * @returns what is wrong, one line each
 */
export function diskFaults(dataDir: string): readonly string[] {
  const recorded = new Map(recordedFiles(dataDir).map((file) => [nameOf(file), file]));
  const open = openJobs(dataDir);
  const faults: string[] = [];
  for (const path of filesUnder(dataDir)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (isTemporary(relative(dataDir, path))) faults.push(`left behind: ${relative(dataDir, path)}`);
    if (!/^results\/files\//.test(relative(dataDir, path))) continue;
    const file = recorded.get(name);
    // An upload that a crash cut off before it was recorded goes with its job, which still waits for one.
    if (file === undefined && open.has(name.split('.')[0] ?? '')) continue;
    if (file === undefined) faults.push(`a result nobody recorded: ${name}`);
    else faults.push(...fileFaults(path, file));
    recorded.delete(name);
  }
  for (const name of recorded.keys()) faults.push(`a recorded result that is not there: ${name}`);
  return faults;
}

/** Names of the results of one job, published or not. */
export function resultsOf(dataDir: string, job: string): readonly string[] {
  return filesUnder(join(dataDir, 'results')).filter((path) => path.includes(job));
}

/** As the disk has it (`src/results/disk/file-names.ts`). */
function nameOf({ id, epoch, unit, part }: StoredFile): string {
  const first = `${id}.${epoch}.${unit}`;
  return part === 1 ? first : `${first}.${part}`;
}

function fileFaults(path: string, file: StoredFile): string[] {
  const bytes = readFileSync(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const faults: string[] = [];
  if (file.family === 'data-query' && file.state !== 'completed')
    faults.push(`a result of a job that is ${file.state}: ${file.id}`);
  if (bytes.length !== file.bytes) faults.push(`${bytes.length} bytes instead of ${file.bytes}: ${file.id}`);
  if (sha256 !== file.sha256) faults.push(`other bytes than recorded: ${file.id}`);
  return faults;
}

function isTemporary(path: string): boolean {
  return /^results\/incoming\/|(^|\/)tmp_|\.tmp(\/|$)|\.part$/.test(path);
}

/** Ids of those that wait for their file. */
function openJobs(dataDir: string): ReadonlySet<string> {
  const database = new Database(storeFile(dataDir), { readonly: true });
  try {
    const rows = database.prepare("SELECT id FROM jobs WHERE state = 'open'").all() as { id: string }[];
    return new Set(rows.map(({ id }) => id));
  } finally {
    database.close();
  }
}

function recordedFiles(dataDir: string): StoredFile[] {
  const database = new Database(storeFile(dataDir), { readonly: true });
  try {
    return database
      .prepare(
        'SELECT jobs.id, jobs.family, jobs.state, files.epoch, files.unit, files.part, files.bytes, files.sha256 ' +
          'FROM files JOIN jobs ON jobs.seq = files.job_seq',
      )
      .all() as StoredFile[];
  } finally {
    database.close();
  }
}

/** The SQLite file of the store, wherever in the data directory it is kept. */
export function storeFile(dataDir: string): string {
  const found = filesUnder(dataDir).find((path) => {
    return readFileSync(path).subarray(0, 15).toString('latin1') === 'SQLite format 3';
  });
  if (found === undefined) throw new Error(`no store in ${dataDir}`);
  return found;
}

function filesUnder(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
