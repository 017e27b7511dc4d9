/**
 * The results port (DESIGN §4): files that become visible whole or not at all.
 * A file is written to a target (possibly by another process), then published, then read by range until removed.
 */
export interface ResultStore {
  /** Where the bytes of one unit of one attempt are to be written. Creates nothing that a reader can see. */
  begin(key: ResultKey, fileName: string): Promise<ResultTarget>;
  /**
   * Makes the written bytes durable and visible under the key: fsync, rename, fsync of the folder (or what the
   * store has instead). After it returns the file survives a crash.
   */
  publish(target: ResultTarget): Promise<void>;
  /**
   * Removes a target that will not be published, and with that of a unit's first part those of the later ones.
   * Idempotent. Answers whether there was something.
   */
  discard(target: ResultTarget): Promise<boolean>;
  /** `undefined` when there is no such file. `start` and `end` are inclusive byte offsets. */
  read(
    key: ResultKey,
    range?: { readonly start: number; readonly end: number },
  ): Promise<ResultBytes | undefined>;
  /** Where another process of this machine reads a published file; `undefined` when there is no such file. */
  pathOf(key: ResultKey): Promise<string | undefined>;
  /** Removes a published file. Idempotent. */
  remove(key: ResultKey): Promise<void>;
  /**
   * Removes everything, published or not, that belongs to this job and to an epoch below the given one, but for the
   * published files of `keep` (a stopped job keeps what had finished). Answers the names removed.
   */
  sweep(job: string, belowEpoch: number, keep?: readonly ResultKey[]): Promise<readonly string[]>;
  /** Removes unpublished targets of attempts for which `alive` answers false: for recovery. Answers the names removed. */
  sweepTargets(alive: (key: ResultKey) => boolean): Promise<readonly string[]>;
  /** @throws when results cannot be stored at all now: for readiness. */
  check(): Promise<void>;
}

/** Result keys are `job/epoch/unit` (DESIGN §2 rule 3), and which of the unit's files. */
export interface ResultKey {
  readonly job: string;
  /** From 1; 0 with unit 0. */
  readonly epoch: number;
  /** From 1; 0: the file that the job waited for. */
  readonly unit: number;
  /** From 1. */
  readonly part: number;
}

/** JSON, so that the process that encodes can open it. */
export interface ResultTarget {
  readonly key: ResultKey;
  readonly kind: 'file';
  /** Absolute path to create and write. */
  readonly path: string;
}

/**
 * Where the n-th file of a unit is written and found, given the target of its first: how many there are is known only
 * when all are written. What is not published of them goes with the first.
 */
export function targetOfPart(first: ResultTarget, part: number): ResultTarget {
  if (part === first.key.part) return first;
  return { ...first, key: { ...first.key, part }, path: `${first.path}.${part}` };
}

export interface ResultBytes {
  /** Size of the whole file in bytes. */
  readonly size: number;
  readonly stream: NodeJS.ReadableStream;
}
