import { ALGORITHM, isSame, type LinkKey, scopeOf, signText, stampOf } from './signature.ts';

/**
 * Upload forms in S3's manner (AWS Signature Version 4 of a POST policy), with the fields of published samples
 * (bulk-data.md §2.1, §2.2): whoever has the form may upload one file under its key until it expires.
 */
export interface FormTarget {
  readonly bucket: string;
  readonly key: string;
}

export interface FormLimits {
  readonly seconds: number;
  /** Largest file, bytes. */
  readonly maxBytes: number;
}

/**
 * `tampered`: the policy is none that this key signed; looked at first. `broken`: a field is not as the policy has it, or
 * none that it names; `what` says which, in S3's words.
 */
export type FormVerdict =
  | { readonly kind: 'valid'; readonly key: string; readonly maxBytes: number }
  | { readonly kind: 'expired' | 'tampered' }
  | { readonly kind: 'missing' | 'broken'; readonly what: string };

/** There is no session behind the key; samples have a token all the same. */
const SECURITY_TOKEN = 'local';
const SIGNATURE = 'x-amz-signature';
const POLICY = 'policy';

interface Policy {
  readonly expiration: string;
  readonly conditions: readonly (Readonly<Record<string, string>> | readonly [string, number, number])[];
}

/** The fields of the form, in the order of the published sample. @param now business time, ms since 1970 */
export function signForm(
  { bucket, key }: FormTarget,
  linkKey: LinkKey,
  now: number,
  { seconds, maxBytes }: FormLimits,
): Readonly<Record<string, string>> {
  const stamp = stampOf(now);
  const exact = {
    key,
    bucket,
    'x-amz-algorithm': ALGORITHM,
    'x-amz-credential': `${linkKey.id}/${scopeOf(stamp)}`,
    'x-amz-date': stamp,
    'x-amz-security-token': SECURITY_TOKEN,
  };
  const policy: Policy = {
    expiration: new Date(now + seconds * 1000).toISOString(),
    conditions: [
      ['content-length-range', 0, maxBytes],
      ...Object.entries(exact).map(([name, value]) => ({ [name]: value })),
    ],
  };
  const encoded = Buffer.from(JSON.stringify(policy)).toString('base64');
  return { ...exact, [SIGNATURE]: signText(encoded, linkKey, stamp), Policy: encoded };
}

/**
 * Whether the fields of a form are those that were signed: signature, expiry, each condition, and no field that no
 * condition names.
 * @param fields by their names in lower case, without the file
 * @param now business time, ms since 1970
 */
export function verifyForm(fields: ReadonlyMap<string, string>, linkKey: LinkKey, now: number): FormVerdict {
  const encoded = fields.get(POLICY);
  const signature = fields.get(SIGNATURE);
  if (encoded === undefined || signature === undefined)
    return { kind: 'missing', what: encoded === undefined ? POLICY : SIGNATURE };
  const stamp = fields.get('x-amz-date') ?? '';
  if (!/^\d{8}T\d{6}Z$/.test(stamp) || !isSame(signature, signText(encoded, linkKey, stamp)))
    return { kind: 'tampered' };
  // Signed by this key, so its shape is known.
  const { expiration, conditions } = JSON.parse(Buffer.from(encoded, 'base64').toString()) as Policy;
  if (now >= Date.parse(expiration)) return { kind: 'expired' };

  let maxBytes = 0;
  const named = new Set([POLICY, SIGNATURE]);
  for (const condition of conditions) {
    if (isRange(condition)) {
      maxBytes = condition[2];
      continue;
    }
    for (const [name, value] of Object.entries(condition)) {
      named.add(name);
      if (fields.get(name) !== value)
        return { kind: 'broken', what: `Policy Condition failed: ["eq", "$${name}", "${value}"]` };
    }
  }
  const extra = [...fields.keys()].filter((name) => !named.has(name));
  if (extra.length > 0) return { kind: 'broken', what: `Extra input fields: ${extra.join(', ')}` };
  return { kind: 'valid', key: fields.get('key') ?? '', maxBytes };
}

function isRange(condition: Policy['conditions'][number]): condition is readonly [string, number, number] {
  return Array.isArray(condition);
}
