/** The entry of a thread that encrypts: pieces in, encrypted pieces out, in the same order. */
import { createPublicKey } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { encryptBlocks } from './rsa-blocks.ts';

const key = createPublicKey({ key: workerData as Uint8Array as Buffer, format: 'der', type: 'spki' });

parentPort?.on('message', (plain: Uint8Array) => {
  const cipher = encryptBlocks(key, plain);
  parentPort?.postMessage(cipher, [cipher.buffer]);
});
