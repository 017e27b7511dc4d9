import { createPublicKey, publicEncrypt } from 'node:crypto';

/** Pattern of the published SDK (data-query-and-query-runs.md §1.1). */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The only size there is (§1.1, §5.5). */
const KEY_BITS = 1024;

/** OpenSSL takes no larger one with a long modulus: the work grows with it, 20 times as much for one as long as the modulus. */
const LARGEST_EXPONENT = 2n ** 64n;

/** Whether it is base64 of the DER form of an RSA public key of the right size that really encrypts. */
export function isEncryptionKey(text: unknown): text is string {
  if (typeof text !== 'string' || !BASE64.test(text)) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    const { modulusLength, publicExponent = 1n } = key.asymmetricKeyDetails ?? {};
    // With an exponent of 1 everything would stay as it is.
    if (key.asymmetricKeyType !== 'rsa' || modulusLength !== KEY_BITS || publicExponent === 1n) return false;
    if (publicExponent > LARGEST_EXPONENT) return false;
    // A modulus that is no product of primes may be found out only when it is used: here, not in the job.
    publicEncrypt(key, Buffer.alloc(1));
    return true;
  } catch {
    return false;
  }
}
