import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { link, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import type { RowCounts, SeedPlan } from '../../../ports/tenant-data.ts';
import type { TenantFiles } from '../tenant-files.ts';
import { type ReadySeed, readySeedFiles, readySeedKey } from './ready-seed.ts';

/**
 * Gives a tenant without any database that of a ready seed, whole or not at all: some 30 ms, where to make the rows of
 * `small` takes more than a second. Answers their counts; `undefined` where nothing was done, because the plan is
 * another one, the tenant has a database, or nothing lies ready: then the rows have to be made.
 * @throws Error that names file and folder, when what lies ready is damaged or the disk is full
 */
export async function placeReadySeed(
  folder: URL,
  plan: SeedPlan,
  { directory, database }: Pick<TenantFiles, 'directory' | 'database'>,
): Promise<RowCounts | undefined> {
  if (existsSync(database)) return undefined;
  const files = readySeedFiles(folder, plan.size);
  const about = await read(files.about);
  if (about?.key !== readySeedKey(plan)) return undefined;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const unpacked = join(directory, 'ready-seed');
  try {
    await pipeline(
      createReadStream(files.rows),
      createGunzip(),
      createWriteStream(unpacked, { mode: 0o600, flush: true }),
    );
    // Unlike a rename it never takes the place of a database.
    await link(unpacked, database);
    return about.rows;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || WITHOUT_LINKS.has(code)) return undefined;
    throw new Error(
      `${fileURLToPath(files.rows)} cannot be unpacked into ${directory}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  } finally {
    await rm(unpacked, { force: true });
  }
}

/** What file systems say that know no second names. */
const WITHOUT_LINKS: ReadonlySet<string | undefined> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
]);

async function read(about: URL): Promise<ReadySeed | undefined> {
  try {
    return JSON.parse(await readFile(about, 'utf8')) as ReadySeed;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
