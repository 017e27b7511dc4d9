import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { StoreError, StoreRefusal } from '../../ports/store.ts';
import { storeError } from './connection.ts';
import { GroupWriter } from './group-writer.ts';
import type { FromWriter, ToWriter, WriteFailure, WriteRequest, WriterData } from './writer-protocol.ts';

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
    const requests = waiting.filter((message): message is WriteRequest => message.type === 'write');
    void writer
      .write(requests, (error) => failure(error, path))
      .then((results) => {
        working = false;
        if (results.length > 0) tell({ type: 'done', results });
        if (waiting.some((message) => message.type === 'close')) {
          writer.close();
          port.close();
        }
      });
  });
  tell({ type: 'ready' });
}

function failure(error: unknown, path: string): WriteFailure {
  if (error instanceof StoreRefusal) return { type: 'refusal', kind: error.kind, message: error.message };
  const told = storeError(error, path);
  return { type: 'store', kind: told instanceof StoreError ? told.kind : 'failed', message: told.message };
}

if (parentPort !== null) void run(parentPort, workerData as WriterData);
