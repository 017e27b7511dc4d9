/**
 * The whole state of a server, put back by a test (operating.md §4, DESIGN §7): data, jobs, sessions, results, clock
 * and rules. Principals and their tokens are no part of it.
 *
 * Calls queue. While one works no request is carried out and no job runs; jobs that run are let go of without a word,
 * and those that are part of the state afterwards begin again. All of it or nothing, after a crash too: the next
 * start finishes what was decided.
 */
export interface ServerState {
  /** As a server with these options is on an empty data directory. @throws StateError `busy` */
  reset(): Promise<void>;
  /** Keeps the state under a name, in the place of what had it. @throws StateError `bad-name`, `busy` */
  snapshot(name: string): Promise<SnapshotRecord>;
  /** @throws StateError `bad-name`, `unknown`, `newer`, `busy` */
  restore(name: string): Promise<SnapshotRecord>;
  /** Newest first. */
  snapshots(): Promise<readonly SnapshotRecord[]>;
}

export interface SnapshotRecord {
  readonly name: string;
  /** Machine time, ISO 8601. */
  readonly takenAt: string;
}

/**
 * `bad-name`: not one a snapshot may have; `unknown`: there is none of that name; `newer`: a newer version of Sluice
 * took it; `busy`: what is under way did not end in time, nothing was changed.
 */
export type StateErrorKind = 'bad-name' | 'unknown' | 'newer' | 'busy';

export class StateError extends Error {
  override readonly name = 'StateError';
  readonly kind: StateErrorKind;
  constructor(kind: StateErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A part of the state that is only in memory. */
export interface MemoryPart {
  /** As JSON keeps it. */
  save(): unknown;
  /** @param saved what `save` answered, in this process or an earlier one */
  restore(saved: unknown): void;
  /** As at the start of the process. */
  clear(): void;
}

/** A part of the state that is files: one folder below the data directory, replaced whole while nobody works in it. */
export interface FilePart {
  readonly folder: string;
  /** Whether a file belongs to the state, by its path below the folder; the others are of work under way. */
  readonly keeps: (path: string) => boolean;
  /** Whether a file never changes once it is there: then a second name is as good as a copy. */
  readonly unchanging: boolean;
}
