import { createPublicKey } from 'node:crypto';

/** Pattern of the published SDK (data-query-and-query-runs.md §1.1). */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Size of an RSA public key given as base64 of its DER form; `undefined` when it is none. */
export function rsaKeyBits(text: unknown): number | undefined {
  if (typeof text !== 'string' || !BASE64.test(text)) return undefined;
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
  } catch {
    return undefined;
  }
}
