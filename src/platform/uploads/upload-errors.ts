import { FileRefusal } from '../results/file-errors.ts';

/** Errors of uploads, worded as S3 words them (bulk-data.md §2.2). */
export const refuseUpload = {
  expired: () => new FileRefusal(403, 'AccessDenied', 'Invalid according to Policy: Policy expired.'),
  tampered: () =>
    new FileRefusal(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Send every field as it was given.',
    ),
  /** @param what of the policy does not hold */
  policy: (what: string) => new FileRefusal(403, 'AccessDenied', `Invalid according to Policy: ${what}`),
  linkExpired: () => new FileRefusal(403, 'AccessDenied', 'Request has expired'),
  /** There is no such job, or it takes no file any more: who has an old form learns no more than that. */
  closed: () => new FileRefusal(403, 'AccessDenied', 'The job takes no file any more'),
  tooLarge: (most: number) =>
    new FileRefusal(
      400,
      'EntityTooLarge',
      `Your proposed upload exceeds the maximum allowed size of ${most} bytes`,
    ),
  fieldMissing: (name: string) =>
    new FileRefusal(
      400,
      'InvalidArgument',
      `Bucket POST must contain a field named '${name}'. If it is specified, please check the order of the fields.`,
    ),
  noFile: () => new FileRefusal(400, 'InvalidArgument', 'POST requires exactly one file upload per request.'),
  fieldsTooLarge: () =>
    new FileRefusal(
      400,
      'MaxPostPreDataLengthExceeded',
      'Your POST request fields preceding the upload file were too large.',
    ),
  notAForm: () =>
    new FileRefusal(
      412,
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold: Bucket POST must be of the enclosure-type multipart/form-data',
    ),
  malformed: () =>
    new FileRefusal(
      400,
      'MalformedPOSTRequest',
      'The body of your POST request is not well-formed multipart/form-data.',
    ),
  cut: () =>
    new FileRefusal(
      400,
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header.',
    ),
  tooSlow: () => new FileRefusal(400, 'RequestTimeout', 'The upload took longer than its address is valid.'),
  replaced: () =>
    new FileRefusal(
      409,
      'OperationAborted',
      'A conflicting conditional operation is currently in progress against this resource. Please try again.',
    ),
} as const;
