import { rmSync } from 'node:fs';
import { type Sluice, type StartOptions, startSluice } from '../../src/main.ts';
import { seededDirectory } from './small-seed.ts';

/** `startSluice`; where it would seed `small`, on a copy of that seed instead. The copy is gone once it has stopped. */
export async function startSeeded(options: StartOptions = {}): Promise<Sluice> {
  const { seed = 'small', data, zone } = options;
  // What else is said about the data is for the seed to know.
  if (seed !== 'small' || data !== undefined || zone !== undefined) return startSluice(options);
  const dataDir = await seededDirectory();
  const remove = (): void => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  try {
    const sluice = await startSluice({ ...options, seed, dataDir });
    const stop = (): Promise<void> => sluice.stop().finally(remove);
    return { ...sluice, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    remove();
    throw error;
  }
}
