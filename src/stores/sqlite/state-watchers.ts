import type { ChangeResult, JobChange, NewJob, StateChange } from '../../ports/store.ts';
import type { OnWritten } from './writer-client.ts';

type Listener = (change: StateChange) => void;

/** Tells listeners of each durable change of a job's state. Nobody else writes to an embedded store. */
export class StateWatchers {
  readonly #listeners = new Set<Listener>();

  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly written: OnWritten = (name, input, output) => {
    if (name === 'submitJob') {
      const { id, state } = input as NewJob;
      this.#tell({ job: id, state, from: undefined });
    } else if (name === 'changeJob') {
      const result = output as ChangeResult;
      if (!result.changed || result.from.state === result.to.state) return;
      this.#tell({ job: (input as JobChange).job, state: result.to.state, from: result.from.state });
    }
  };

  #tell(change: StateChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
