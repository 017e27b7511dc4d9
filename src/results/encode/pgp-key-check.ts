import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FromPgp, PgpWork } from './pgp-protocol.ts';

/**
 * Looks at an OpenPGP key, armored or base64 of its binary form, in a thread that ends with it: nobody else has to load
 * the library. Answers the same key, armored.
 * @param entry the built `pgp-worker.js`
 * @throws Error that says why nothing can be encrypted with it now
 */
export async function checkedPgpKey(key: string, entry: URL): Promise<string> {
  const work: PgpWork = { type: 'check', key };
  const worker = new Worker(entry, { name: 'pgp key', workerData: work });
  try {
    const [answer] = (await once(worker, 'message')) as [FromPgp];
    if (answer.type === 'armored') return answer.key;
    throw new Error(answer.type === 'refused' ? answer.reason : 'it could not be read');
  } finally {
    await worker.terminate();
  }
}
