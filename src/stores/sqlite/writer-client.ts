import { Worker } from 'node:worker_threads';
import { StoreError, StoreRefusal } from '../../ports/store.ts';
import type { OperationInput, OperationName, OperationOutput } from '../operations/operations.ts';
import type { FromWriter, ToWriter, WholeWork, WriteFailure, WriterData } from './writer-protocol.ts';

interface Waiting {
  /** None: it is about the whole database. */
  readonly name: OperationName | undefined;
  readonly input: unknown;
  /** When it was sent, where somebody wants to know. */
  readonly at: number;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Told of each write that is durable, before its caller is. */
export type OnWritten = (name: OperationName, input: unknown, output: unknown) => void;

/** Whoever wants to know how long commits take. */
export interface CommitWatch {
  /** Milliseconds from an arbitrary start. */
  readonly now: () => number;
  /** After each commit: how many writes shared it, and how long the first of them has waited for it, ms. */
  readonly committed: (writes: number, ms: number) => void;
}

/** The API thread's side of the writer thread. */
export class WriterClient {
  readonly #worker: Worker;
  readonly #onWritten: OnWritten;
  readonly #commits: CommitWatch | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #gone: Error | undefined;
  #closing = false;

  private constructor(worker: Worker, onWritten: OnWritten, commits: CommitWatch | undefined) {
    this.#worker = worker;
    this.#onWritten = onWritten;
    this.#commits = commits;
  }

  /** Resolves when the database is open and its schema up to date. @throws StoreError */
  static start(
    entry: URL,
    data: WriterData,
    onWritten: OnWritten,
    commits?: CommitWatch,
  ): Promise<WriterClient> {
    const worker = new Worker(entry, { workerData: data });
    const client = new WriterClient(worker, onWritten, commits);
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromWriter) => {
        if (message.type === 'ready') resolve(client);
        else if (message.type === 'failed') reject(errorOf(message.error));
        else client.#done(message);
      });
      const gone = (reason: string): void => {
        const error = new StoreError('failed', `The writer of the store ${data.path} ended: ${reason}`);
        reject(error);
        client.#end(error);
      };
      worker.on('error', (error) => gone(error.message));
      worker.on('exit', (code) => gone(`exit code ${code}`));
    });
  }

  async write<N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>> {
    return (await this.#ask(name, input, (id) => ({ type: 'write', id, name, input }))) as OperationOutput<N>;
  }

  /** Copies the whole database, or puts another in the place of what is state in it. Nobody else may write meanwhile. */
  async whole(work: WholeWork): Promise<void> {
    await this.#ask(undefined, work, (id) => ({ type: 'whole', id, work }));
  }

  #ask(name: OperationName | undefined, input: unknown, message: (id: number) => ToWriter): Promise<unknown> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    // The library would end the process.
    if (this.#closing) return Promise.reject(new StoreError('unavailable', 'The store is closed'));
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { name, input, at: this.#commits?.now() ?? 0, resolve, reject });
      this.#send(message(id));
    });
  }

  /** Lets what was asked be written, then ends the thread. */
  async close(): Promise<void> {
    if (this.#gone !== undefined) return;
    this.#closing = true;
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#send({ type: 'close' });
    await exited;
  }

  #send(message: ToWriter): void {
    this.#worker.postMessage(message);
  }

  #done({ results }: Extract<FromWriter, { type: 'done' }>): void {
    const first = results[0] === undefined ? undefined : this.#waiting.get(results[0].id);
    if (first !== undefined) this.#commits?.committed(results.length, this.#commits.now() - first.at);
    for (const result of results) {
      const waiting = this.#waiting.get(result.id);
      if (waiting === undefined) continue;
      this.#waiting.delete(result.id);
      if (!result.ok) {
        waiting.reject(errorOf(result.error));
        continue;
      }
      if (waiting.name !== undefined) this.#onWritten(waiting.name, waiting.input, result.output);
      waiting.resolve(result.output);
    }
  }

  #end(error: Error): void {
    this.#gone ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

function errorOf(failure: WriteFailure): Error {
  if (failure.type === 'refusal') return new StoreRefusal(failure.kind, failure.message);
  return new StoreError(failure.kind, failure.message);
}
