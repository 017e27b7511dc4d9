import type { Lab } from '../lab/lab.ts';
import type { LabClock } from '../lab/lab-clock.ts';
import type { ServerState } from '../ports/server-state.ts';
import { type ClockHandleParts, clockHandle } from './clock-handle.ts';
import { type DataHandleParts, dataHandle } from './data-handle.ts';
import { labHandle } from './lab-handle.ts';
import { labIsOff } from './lab-off.ts';
import type { Sluice } from './sluice.ts';

export interface SluiceHandleParts
  extends Pick<Sluice, 'url' | 'dataDir' | 'certificate' | 'options' | 'credentials'> {
  readonly lab: { readonly lab: Lab; readonly clock: LabClock; readonly state: ServerState } | undefined;
  readonly jobs: ClockHandleParts['jobs'];
  readonly tenants: ClockHandleParts['tenants'];
  readonly rows: DataHandleParts;
  /** Called once, however often the server is asked to stop. */
  readonly stop: () => Promise<void>;
}

export function sluiceHandle({ lab, jobs, tenants, rows, stop, ...shown }: SluiceHandleParts): Sluice {
  let stopped: Promise<void> | undefined;
  const stopOnce = (): Promise<void> => {
    stopped ??= stop();
    return stopped;
  };
  return {
    ...shown,
    get lab() {
      return labHandle(lab?.lab ?? labIsOff());
    },
    get clock() {
      return clockHandle({ clock: lab?.clock ?? labIsOff(), jobs, tenants });
    },
    data: (object) => dataHandle(rows, object),
    reset: async () => (lab?.state ?? labIsOff()).reset(),
    snapshot: async (name) => (lab?.state ?? labIsOff()).snapshot(name),
    restore: async (name) => (lab?.state ?? labIsOff()).restore(name),
    snapshots: async () => (lab?.state ?? labIsOff()).snapshots(),
    stop: stopOnce,
    [Symbol.asyncDispose]: stopOnce,
  };
}
