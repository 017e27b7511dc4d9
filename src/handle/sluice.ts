import type { Options } from '../config/options.ts';
import type { SnapshotRecord } from '../ports/server-state.ts';
import type { ClockHandle } from './clock-handle.ts';
import type { DataHandle } from './data-handle.ts';
import type { LabHandle } from './lab-handle.ts';

/**
 * A running server, in the process that started it (operating.md §7). `await using` stops it at the end of its block.
 * What belongs to the lab is for mode `dev`; in mode `service` it throws.
 */
export interface Sluice extends AsyncDisposable {
  /** `http://127.0.0.1:41231`, without a slash at its end. */
  readonly url: string;
  readonly dataDir: string;
  /** File of the self-signed certificate that clients have to trust; `undefined` when there is none. */
  readonly certificate: string | undefined;
  readonly options: Options;
  /** Of the published administrator of `dev`; `undefined` when principals were configured. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string } | undefined;
  /**
   * Holds, faults and scenarios: `const held = sluice.lab.hold({ family: 'data-query', at: 'running' })`, then
   * `await held.reached()` and `held.release()`.
   */
  readonly lab: LabHandle;
  /** Business time: `sluice.clock.advance('3h')`. */
  readonly clock: ClockHandle;
  /**
   * Rows of an object of the first tenant, as its administrator, by the object's name in any case:
   * `await sluice.data('Account').upsert([{ Name: 'Acme', Currency: 'USD' }])`.
   * @throws Error when there is no such object
   */
  data(object: string): DataHandle;
  /**
   * Back to the state after the start: the seed's rows, no jobs, no files, the system's time, no rules. Jobs that run
   * are let go of without a trace, requests that come meanwhile wait; tokens and principals stay.
   */
  reset(): Promise<void>;
  /**
   * Keeps the whole state under a name, in the place of what had it, in the data directory. Jobs that run begin again.
   * @param name 1 to 64 letters, digits, `.`, `-`, `_`
   */
  snapshot(name: string): Promise<SnapshotRecord>;
  /**
   * Puts back the state that was kept under this name; otherwise like `reset`.
   * @throws StateError `unknown` when there is none
   */
  restore(name: string): Promise<SnapshotRecord>;
  /** What can be restored, newest first. */
  snapshots(): Promise<readonly SnapshotRecord[]>;
  /**
   * Takes no more requests, queues running work again (or drains), closes everything. Idempotent; within 5 s. After the
   * last server of a process a worker thread rests for 10 s, so that the next one finds it warm: it does not keep the
   * process alive.
   */
  stop(): Promise<void>;
}
