import type { LabClock } from '../lab/lab-clock.ts';
import { clockPart } from '../lab/state/clock-part.ts';
import type { StateStore } from '../lab/state/lab-state.ts';
import { putBack } from '../lab/state/put-back.ts';
import { finishChange } from '../lab/state/state-change.ts';
import { stateFolders } from '../lab/state/state-folders.ts';
import { movedClock } from './server-lab.ts';

interface FinishParts {
  readonly dataDir: string;
  /** As in `ChangeParts`. */
  readonly durable: boolean;
  readonly store: Pick<StateStore, 'replaceBy'>;
  /** Of the lab, where there is one: else it is put back for the next server that has one. */
  readonly clock: LabClock | undefined;
}

/** Finishes a change of the state that an earlier process had decided, the clock included; rules ended with that process. */
export function finishDecided({ dataDir, durable, store, clock }: FinishParts): Promise<boolean> {
  return finishChange({
    dataDir,
    durable,
    folders: stateFolders(dataDir),
    async replaceJobs(path, decision) {
      const moved = clock ?? movedClock(dataDir);
      const tokensByMs = putBack({ clock: clockPart(moved) }, decision, moved);
      await store.replaceBy({ ...(path !== undefined && { path }), tokensByMs });
    },
  });
}
