import type { Limits } from '../config/limits.ts';
import { UPLOAD_BUCKET } from '../families/bulk-data/names.ts';
import type { Links } from '../platform/results/links.ts';
import { resultLinks } from '../platform/results/result-links.ts';
import { type Uploads, uploadAddresses } from '../platform/uploads/upload-addresses.ts';
import type { Time } from '../ports/clock.ts';
import { signForm, verifyForm } from '../results/signed-forms.ts';
import { signLink, verifyLink } from '../results/signed-links.ts';

interface SignedAddressesParts {
  readonly key: Parameters<typeof signLink>[1];
  /** Business time. */
  readonly time: Time;
  /** As in `ResultLinksOptions`. */
  readonly base: () => string;
  readonly limits: Limits;
}

/** Addresses that let in whoever has them: links of results, and where files are taken in. Signed in the manner of S3. */
export function signedAddresses({ key, time, base, limits }: SignedAddressesParts): {
  readonly links: Links;
  readonly uploads: Uploads;
} {
  const links = resultLinks({
    signer: {
      sign: (request, now, seconds) => signLink(request, key, now, seconds),
      verify: (request, query, now) => verifyLink(request, query, key, now),
    },
    time,
    base,
  });
  const uploads = uploadAddresses({
    signer: {
      signForm: (target, now, form) => signForm(target, key, now, form),
      verifyForm: (fields, now) => verifyForm(fields, key, now),
      signUrl: (target, now, seconds) => signLink({ ...target, method: 'PUT' }, key, now, seconds),
      verifyUrl: (target, query, now) => verifyLink({ ...target, method: 'PUT' }, query, key, now),
    },
    time,
    base,
    bucket: UPLOAD_BUCKET,
    lifeMs: limits['bulk.uploadTime'],
    maxBytes: limits['bulk.maxFileBytes'],
  });
  return { links, uploads };
}
