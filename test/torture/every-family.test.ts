import { it } from 'vitest';
import { torture } from './every-family/run.ts';
import { SETTINGS } from './settings.ts';

const { everyKills, seconds, seed } = SETTINGS;
const goal = everyKills > 0 ? `${everyKills} kills` : `${seconds} s`;

it.skipIf(seconds === 0 && everyKills === 0)(
  `random work on all families, with kills, bad disks and a moving clock: what was answered stays true (${goal})`,
  () =>
    torture({
      seed,
      over: (done) => (everyKills > 0 ? done.kills >= everyKills : done.seconds > seconds),
    }),
  240_000 + seconds * 3_000 + everyKills * 15_000,
);
