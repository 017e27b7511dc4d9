import { Worker } from 'node:worker_threads';
import { StoreError, StoreRefusal } from '../../ports/store.ts';
import type { OperationInput, OperationName, OperationOutput } from '../operations/operations.ts';
import type { FromWriter, ToWriter, WriteFailure, WriterData } from './writer-protocol.ts';

interface Waiting {
  readonly name: OperationName;
  readonly input: unknown;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Told of each write that is durable, before its caller is. */
export type OnWritten = (name: OperationName, input: unknown, output: unknown) => void;

/** The API thread's side of the writer thread. */
export class WriterClient {
  readonly #worker: Worker;
  readonly #onWritten: OnWritten;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #gone: Error | undefined;

  private constructor(worker: Worker, onWritten: OnWritten) {
    this.#worker = worker;
    this.#onWritten = onWritten;
  }

  /** Resolves when the database is open and its schema up to date. @throws StoreError */
  static start(entry: URL, data: WriterData, onWritten: OnWritten): Promise<WriterClient> {
    const worker = new Worker(entry, { workerData: data });
    const client = new WriterClient(worker, onWritten);
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

  write<N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        name,
        input,
        resolve: (output) => resolve(output as OperationOutput<N>),
        reject,
      });
      this.#send({ type: 'write', id, name, input });
    });
  }

  /** Lets what was asked be written, then ends the thread. */
  async close(): Promise<void> {
    if (this.#gone !== undefined) return;
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#send({ type: 'close' });
    await exited;
  }

  #send(message: ToWriter): void {
    this.#worker.postMessage(message);
  }

  #done({ results }: Extract<FromWriter, { type: 'done' }>): void {
    for (const result of results) {
      const waiting = this.#waiting.get(result.id);
      if (waiting === undefined) continue;
      this.#waiting.delete(result.id);
      if (!result.ok) {
        waiting.reject(errorOf(result.error));
        continue;
      }
      this.#onWritten(waiting.name, waiting.input, result.output);
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
