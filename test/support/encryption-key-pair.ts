import { constants, generateKeyPairSync, type KeyObject, privateDecrypt } from 'node:crypto';

/** A key pair of somebody who asks for encrypted results, and what they do with them. */
export class EncryptionKeyPair {
  /** As the request's `encryptionKey`. */
  readonly publicKey: string;
  readonly #privateKey: KeyObject;

  constructor(bits = 1024) {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
    this.publicKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    this.#privateKey = privateKey;
  }

  /** @throws unless each 128 bytes are a block of PKCS #1 v1.5, all but the last of them full */
  decrypt(bytes: Buffer): Buffer {
    if (bytes.length % 128 !== 0) throw new Error(`${bytes.length} bytes are no whole blocks`);
    const blocks = Array.from({ length: bytes.length / 128 }, (_, i) => this.#block(bytes, i));
    for (const block of blocks.slice(0, -1)) if (block.length !== 117) throw new Error('a block is not full');
    return Buffer.concat(blocks);
  }

  /** By hand: Node 20 may refuse this padding when it decrypts. */
  #block(bytes: Buffer, i: number): Buffer {
    const key = { key: this.#privateKey, padding: constants.RSA_NO_PADDING };
    const padded = privateDecrypt(key, bytes.subarray(i * 128, (i + 1) * 128));
    const end = padded.indexOf(0, 2);
    if (padded[0] !== 0 || padded[1] !== 2 || end < 10)
      throw new Error(`block ${i} has no padding of its kind`);
    return padded.subarray(end + 1);
  }
}
