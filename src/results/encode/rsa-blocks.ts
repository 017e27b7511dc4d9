import { constants, type KeyObject, publicEncrypt } from 'node:crypto';

/**
 * The layout of an encrypted result: the bytes to store, cut into blocks as large as PKCS #1 v1.5 lets into one
 * operation with a 1024-bit key, each encrypted by itself, one after the other. An unconfirmed choice: nothing public
 * tells Zuora's layout (data-query-and-query-runs.md §5.5, §6 point 17). Bytes; the last block of a file may hold less.
 */
export const PLAIN_BLOCK_BYTES = 117;
const CIPHER_BLOCK_BYTES = 128;
const PADDING = constants.RSA_PKCS1_PADDING;

/** Encrypts whole blocks, and at the end of a file the rest. About 14 µs a block: not for long pieces. */
export function encryptBlocks(key: KeyObject, plain: Uint8Array): Uint8Array<ArrayBuffer> {
  const cipher = new Uint8Array(Math.ceil(plain.length / PLAIN_BLOCK_BYTES) * CIPHER_BLOCK_BYTES);
  let to = 0;
  for (let from = 0; from < plain.length; from += PLAIN_BLOCK_BYTES) {
    const block = plain.subarray(from, from + PLAIN_BLOCK_BYTES);
    cipher.set(publicEncrypt({ key, padding: PADDING }, block), to);
    to += CIPHER_BLOCK_BYTES;
  }
  return cipher;
}
