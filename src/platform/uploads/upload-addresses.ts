import type { Time } from '../../ports/clock.ts';

/** Where a client may bring one file, without credentials, for a while: in two ways that S3 knows (bulk-data.md §2.2). */
export interface UploadAddress {
  /** `multipart/form-data` by POST: these fields as they are, then `file`. */
  readonly form: { readonly uri: string; readonly fields: Readonly<Record<string, string>> };
  /** The bytes by PUT. */
  readonly url: string;
}

/** What is taken at an address, and which verdict a request at it gets. */
export interface Uploads {
  /** Path below the public address; also the name of the bucket, without its slash. */
  readonly path: string;
  /** Signed now, for the file of this job. */
  address(job: string): UploadAddress;
  /** @param fields by their names in lower case, without the file */
  verifyForm(fields: ReadonlyMap<string, string>): FormVerdict;
  /** @param query of the request, without `?` */
  verifyUrl(job: string, query: string): 'valid' | 'expired' | 'tampered';
}

/** As in `results/signed-forms`. */
export type FormVerdict =
  | { readonly kind: 'valid'; readonly key: string; readonly maxBytes: number }
  | { readonly kind: 'expired' | 'tampered' }
  | { readonly kind: 'missing' | 'broken'; readonly what: string };

/** Signs and checks in the manner of one store; `main.ts` brings it. `now` in ms. */
export interface UploadSigner {
  signForm(
    target: { readonly bucket: string; readonly key: string },
    now: number,
    limits: { readonly seconds: number; readonly maxBytes: number },
  ): Readonly<Record<string, string>>;
  verifyForm(fields: ReadonlyMap<string, string>, now: number): FormVerdict;
  signUrl(target: UrlTarget, now: number, seconds: number): string;
  verifyUrl(target: UrlTarget, query: string, now: number): 'valid' | 'expired' | 'tampered';
}

interface UrlTarget {
  readonly host: string;
  readonly path: string;
}

export interface UploadsOptions {
  readonly signer: UploadSigner;
  /** Business time. */
  readonly time: Pick<Time, 'now'>;
  /** Public address without a slash at its end; asked at each use, as the port is known only once listening. */
  readonly base: () => string;
  readonly bucket: string;
  /** How long an address works, ms. */
  readonly lifeMs: number;
  /** Largest file, bytes. */
  readonly maxBytes: number;
}

export function uploadAddresses({ signer, time, base, bucket, lifeMs, maxBytes }: UploadsOptions): Uploads {
  const path = `/${bucket}`;
  const seconds = Math.floor(lifeMs / 1000);
  const targetOf = (job: string): UrlTarget => ({ host: new URL(base()).host, path: `${path}/${job}` });
  return {
    path,
    address(job) {
      const now = time.now();
      const uri = `${base()}${path}`;
      return {
        form: { uri, fields: signer.signForm({ bucket, key: job }, now, { seconds, maxBytes }) },
        url: `${uri}/${job}?${signer.signUrl(targetOf(job), now, seconds)}`,
      };
    },
    verifyForm: (fields) => signer.verifyForm(fields, time.now()),
    verifyUrl: (job, query) => signer.verifyUrl(targetOf(job), query, time.now()),
  };
}
