import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { StoreError, StoreRefusal } from '../../ports/store.ts';
import { storeError } from './connection.ts';
import { GroupWriter } from './group-writer.ts';
import type {
  FromWriter,
  ToWriter,
  WholeRequest,
  WriteFailure,
  WriteRequest,
  WriteResult,
  WriterData,
} from './writer-protocol.ts';

/**
 * The writer thread of the embedded store. While one commit waits for the disk, requests gather at the port; all of
 * them are the next transaction, so that fifty callers share one wait.
 */
async function run(port: MessagePort, { path, maxBytes }: WriterData): Promise<void> {
  const tell = (message: FromWriter): void => port.postMessage(message);
  let writer: GroupWriter;
  try {
    writer = await GroupWriter.open(path, maxBytes);
  } catch (error) {
    tell({ type: 'failed', error: failure(error, path) });
    port.close();
    return;
  }
  let working = false;
  port.on('message', (first: ToWriter) => {
    const waiting = [first];
    if (working) throw new Error('the writer was given work while it commits');
    working = true;
    for (;;) {
      const more = receiveMessageOnPort(port);
      if (more === undefined) break;
      waiting.push(more.message as ToWriter);
    }
    void work(waiting).then((results) => {
      working = false;
      if (results.length > 0) tell({ type: 'done', results });
      if (waiting.some((message) => message.type === 'close')) {
        writer.close();
        port.close();
      }
    });
  });
  tell({ type: 'ready' });

  async function work(waiting: readonly ToWriter[]): Promise<readonly WriteResult[]> {
    const requests = waiting.filter((message): message is WriteRequest => message.type === 'write');
    const told = (error: unknown): WriteFailure => failure(error, path);
    const results = [...(await writer.write(requests, told))];
    const whole = waiting.filter((message): message is WholeRequest => message.type === 'whole');
    for (const request of whole) results.push(await writer.whole(request, told));
    return results;
  }
}

function failure(error: unknown, path: string): WriteFailure {
  if (error instanceof StoreRefusal) return { type: 'refusal', kind: error.kind, message: error.message };
  const told = storeError(error, path);
  return { type: 'store', kind: told instanceof StoreError ? told.kind : 'failed', message: told.message };
}

if (parentPort !== null) void run(parentPort, workerData as WriterData);
