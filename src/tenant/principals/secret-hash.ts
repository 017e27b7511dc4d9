import { randomBytes, scrypt } from 'node:crypto';

/** Of operators' secrets: OWASP's figures for one lane, about 16 MB and some 50 ms a check. */
const COST = 2 ** 14;
const BLOCK_SIZE = 8;
const PARALLELIZATION = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** `scrypt$N$r$p$salt$hash` with a fresh salt, off the main thread. Checked by `platform/sign-in/secret-check`. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const options = { cost: COST, blockSize: BLOCK_SIZE, parallelization: PARALLELIZATION };
  const hash = await new Promise<Buffer>((resolve, reject) =>
    scrypt(secret, salt, HASH_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  );
  const figures = ['scrypt', COST, BLOCK_SIZE, PARALLELIZATION];
  return [...figures, salt.toString('base64'), hash.toString('base64')].join('$');
}
