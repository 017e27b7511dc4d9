import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Of one file. Encryption is slow (some 8 MB/s a core) and has no state between blocks, so each core counts. */
const MOST_THREADS = Math.min(availableParallelism(), 4);

/** Heap of a thread, MB: it holds a few pieces. */
const THREAD_MEMORY_MB = 16;

interface Thread {
  readonly worker: Worker;
  /** Who waits for its answers, which come in order. */
  readonly waiting: { readonly resolve: (cipher: Uint8Array) => void; readonly reject: (e: Error) => void }[];
}

/** Threads that encrypt the pieces of one file, started as they are needed. */
export class EncryptionThreads {
  readonly #entry: URL;
  readonly #key: Uint8Array;
  readonly #threads: Thread[] = [];
  #ended = false;

  /** @param entry the built `encryption-worker.js` @param key DER (SubjectPublicKeyInfo) */
  constructor(entry: URL, key: Uint8Array) {
    this.#entry = entry;
    this.#key = key;
  }

  get started(): boolean {
    return this.#threads.length > 0;
  }

  /** Pieces that keep every thread busy while their answers are written. */
  get enough(): number {
    return MOST_THREADS * 2;
  }

  /** `plain` is handed over: nobody may use it afterwards. Rejects when a thread or all of them ended. */
  encrypt(plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    if (this.#ended) return Promise.reject(new Error('the encryption has ended'));
    const { worker, waiting } = this.#idlest();
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage(plain, [plain.buffer]);
    });
  }

  /** At once, whatever they work on; resolves when they are gone. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #idlest(): Thread {
    const [first, ...others] = this.#threads;
    if (first === undefined) return this.#start();
    const idlest = others.reduce((a, b) => (b.waiting.length < a.waiting.length ? b : a), first);
    return idlest.waiting.length > 0 && this.#threads.length < MOST_THREADS ? this.#start() : idlest;
  }

  #start(): Thread {
    const worker = new Worker(this.#entry, {
      name: 'encryption',
      workerData: this.#key,
      resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MB },
    });
    const thread: Thread = { worker, waiting: [] };
    let failure = new Error('an encryption thread ended');
    worker.on('message', (cipher: Uint8Array) => thread.waiting.shift()?.resolve(cipher));
    worker.on('error', (error: Error) => {
      failure = error;
    });
    worker.on('exit', () => {
      for (const { reject } of thread.waiting.splice(0)) reject(failure);
    });
    this.#threads.push(thread);
    return thread;
  }
}
