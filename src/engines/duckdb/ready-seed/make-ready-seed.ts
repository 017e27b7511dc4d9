import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { RowCounts, SeedPlan } from '../../../ports/tenant-data.ts';
import { DataWriter } from '../host/data-writer.ts';
import { TenantDatabase } from '../host/database.ts';
import { filesIn } from '../tenant-files.ts';
import { type ReadySeed, readySeedFiles, readySeedKey } from './ready-seed.ts';

/** Enough for a `medium` seed too. */
const MEMORY_BYTES = 1024 ** 3;
const TENANT = 'dev';

/** Makes a seed once, for all servers that will want it: its database and what is known of it, into `folder`. */
export async function makeReadySeed(folder: URL, plan: SeedPlan): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'sluice-seed-'));
  try {
    const { database, directory, exchange, spill } = filesIn(work, TENANT);
    await mkdir(directory);
    const settings = { tenant: TENANT, database, exchangeDirectory: exchange, spillDirectory: spill };
    const opened = await TenantDatabase.open({ ...settings, memoryLimit: MEMORY_BYTES });
    const writer = new DataWriter(opened, TENANT, exchange);
    const rows = (await writer.run('seed', plan, () => {})) as RowCounts;
    await writer.close();
    // Writes the log into the file.
    opened.close();
    const files = readySeedFiles(folder, plan.size);
    await mkdir(folder, { recursive: true });
    const packer = createGzip({ level: constants.Z_BEST_COMPRESSION });
    await pipeline(createReadStream(database), packer, createWriteStream(files.rows));
    const about: ReadySeed = { key: readySeedKey(plan), rows };
    await writeFile(files.about, JSON.stringify(about));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
