import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { MachineTime } from '../../ports/clock.ts';
import { EngineError } from '../../ports/engine.ts';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';
import type { TenantFiles } from './tenant-files.ts';

/** A killed process is gone after about 12 ms (DESIGN §3); one that waits for a disk may take longer. */
const GONE_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 5;

/** Writes down which process is about to open the tenant's file. Before it does. */
export async function recordHost(files: TenantFiles, pid: number): Promise<void> {
  const identity = await identify(pid);
  if (identity === undefined) throw new EngineError('unavailable', 'The engine host ended before it started');
  await mkdir(files.directory, { recursive: true, mode: 0o700 });
  const temporary = `${files.hostRecord}.new`;
  await writeFile(temporary, JSON.stringify(identity));
  await rename(temporary, files.hostRecord);
}

export async function forgetHost(files: TenantFiles): Promise<void> {
  await rm(files.hostRecord, { force: true });
}

/**
 * Makes sure that the host recorded for this tenant by whoever ran here before is gone (DESIGN §2 rule 8).
 * @returns whether it had to be killed
 */
export async function endRecordedHost(files: TenantFiles, clock: MachineTime): Promise<boolean> {
  const recorded = await read(files.hostRecord);
  if (recorded === undefined) return false;
  let killed = false;
  const deadline = clock.monotonic() + GONE_WITHIN_MS;
  while (await isAlive(recorded)) {
    killed = kill(recorded.pid) || killed;
    if (clock.monotonic() > deadline) {
      throw new EngineError('unavailable', `An earlier engine host (process ${recorded.pid}) does not end`);
    }
    await new Promise<void>((resolve) => {
      clock.after(LOOK_EVERY_MS, resolve);
    });
  }
  await forgetHost(files);
  return killed;
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

async function read(path: string): Promise<ProcessIdentity | undefined> {
  try {
    const record = JSON.parse(await readFile(path, 'utf8')) as Partial<ProcessIdentity>;
    if (typeof record.pid !== 'number' || typeof record.started !== 'string') return undefined;
    return { pid: record.pid, started: record.started };
  } catch {
    // None, or one that a crash cut short: then its host never got as far as opening the file.
    return undefined;
  }
}
