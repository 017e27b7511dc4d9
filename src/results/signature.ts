import { createHmac, timingSafeEqual } from 'node:crypto';

/** The secret behind signed links and upload forms. */
export interface LinkKey {
  /** Shown in what it signs. */
  readonly id: string;
  /** Kept in the data directory, so that links outlive a restart. */
  readonly secret: string;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';
/** S3's region and service in published samples. */
const SCOPE_TAIL = 'us-west-2/s3/aws4_request';

/** What a signature of this day holds for; `stamp` is that of `stampOf`. */
export function scopeOf(stamp: string): string {
  return `${stamp.slice(0, 8)}/${SCOPE_TAIL}`;
}

/** Signs a text in the manner of AWS Signature Version 4, with the key of a day: hex. */
export function signText(text: string, { secret }: LinkKey, stamp: string): string {
  const signingKey = scopeOf(stamp)
    .split('/')
    .reduce<Buffer | string>(
      (before, part) => createHmac('sha256', before).update(part).digest(),
      `AWS4${secret}`,
    );
  return createHmac('sha256', signingKey).update(text).digest('hex');
}

/** In a time that tells nothing of where they differ. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** `20261122T101500Z`. @param ms since 1970 */
export function stampOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}|[-:]/g, '');
}
