/** The entry of a thread that knows OpenPGP: encrypts one file, piece by piece, or looks at a key. */
import { ReadableStream } from 'node:stream/web';
import { parentPort, workerData } from 'node:worker_threads';
import { createMessage, encrypt, type Key, readKey } from 'openpgp';
import { ARMOR, type FromPgp, type PgpWork } from './pgp-protocol.ts';

const work = workerData as PgpWork;

function say(message: FromPgp, transferred: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transferred);
}

function readAny(key: string): Promise<Key> {
  return key.includes(ARMOR)
    ? readKey({ armoredKey: key })
    : readKey({ binaryKey: new Uint8Array(Buffer.from(key, 'base64')) });
}

/** Asks for a piece only when it is wanted: what waits here is bounded. */
const pieces = new ReadableStream<Uint8Array>(
  {
    pull: (controller) =>
      new Promise((resolve) => {
        parentPort?.once('message', (piece: Uint8Array | null) => {
          if (piece === null) controller.close();
          else controller.enqueue(piece);
          resolve();
        });
        say({ type: 'next' });
      }),
  },
  { highWaterMark: 0 },
);

async function encryptPieces(key: string): Promise<void> {
  const message = await createMessage({ binary: pieces });
  const encrypted = await encrypt({ message, encryptionKeys: await readAny(key), format: 'binary' });
  for await (const cipher of encrypted as unknown as AsyncIterable<Uint8Array<ArrayBuffer>>)
    say({ type: 'cipher', cipher });
  say({ type: 'end' });
}

async function check(key: string): Promise<void> {
  try {
    const read = await readAny(key);
    // A private key would be kept and shown where only public ones are.
    if (read.isPrivate()) throw new Error('it is a private key');
    await read.getEncryptionKey();
    say({ type: 'armored', key: read.armor() });
  } catch (error) {
    say({ type: 'refused', reason: (error as Error).message });
  }
}

await (work.type === 'check' ? check(work.key) : encryptPieces(work.key));
parentPort?.unref();
