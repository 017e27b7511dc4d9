import { expect } from 'vitest';
import { Random } from '../random.ts';
import { BadDisk } from './bad-disk.ts';
import { table } from './table.ts';
import { World } from './world.ts';

/** After so many rounds everything is brought to rest, and compared. */
const ROUNDS_UNTIL_REST = 20;

export interface Torture {
  readonly seed: number;
  /** Whether it was enough; asked after each round. */
  readonly over: (done: { readonly kills: number; readonly seconds: number }) => boolean;
}

/** Random work on all families at once, and random faults; prints the seed and what came of it. Fails when an answer was not kept. */
export async function torture({ seed, over }: Torture): Promise<void> {
  console.log(`seed ${seed}`);
  const again = `again: npm run torture -- --every-kills 50 --seed ${seed}`;
  const disk = BadDisk.open();
  for (const what of disk.missing) console.log(`not possible here: ${what}`);
  const world = new World(new Random(seed), disk);
  const began = Date.now();
  const seconds = (): number => (Date.now() - began) / 1000;
  try {
    await world.start();
    for (let round = 1; !over({ kills: world.kills, seconds: seconds() }); round++) {
      await world.round();
      if (round % ROUNDS_UNTIL_REST !== 0) continue;
      expect(await world.rest(), again).toEqual([]);
      console.log(`${world.kills} kills, ${Math.round(seconds())} s: all at rest agrees`);
    }
    expect(await world.rest(), again).toEqual([]);
    expect(world.kills).toBeGreaterThan(0);
  } catch (error) {
    console.log(`the server's log ends with:\n${world.log}`);
    throw error;
  } finally {
    await world.stop();
    disk.close();
    console.log(table(world.history.events, world.done, seconds()));
  }
}
