import { STATUS_CODES } from 'node:http';
import { CATEGORY, Refusal } from '../errors/refusal.ts';
import type { ErrorShape } from '../family.ts';
import { escaped } from '../xml.ts';

/** Errors of result links, worded as S3 words them (data-query-and-query-runs.md §2.6). */
export class FileRefusal extends Refusal {
  readonly code: string;
  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(status, CATEGORY.denied, message, { headers });
    this.code = code;
  }
}

export const refuseFile = {
  expired: () => new FileRefusal(403, 'AccessDenied', 'Request has expired'),
  tampered: () =>
    new FileRefusal(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Ask for the link again.',
    ),
  gone: () => new FileRefusal(404, 'NoSuchKey', 'The specified key does not exist.'),
  changed: () =>
    new FileRefusal(
      412,
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
    ),
  range: (size: number) =>
    new FileRefusal(416, 'InvalidRange', 'The requested range is not satisfiable', {
      'content-range': `bytes */${size}`,
    }),
} as const;

/** S3's codes of what the platform itself refuses. */
const CODES: Readonly<Record<number, string>> = {
  404: 'NoSuchKey',
  405: 'MethodNotAllowed',
  500: 'InternalError',
  503: 'ServiceUnavailable',
};

export const fileErrors: ErrorShape = {
  unauthenticated: 'own',
  contentType: 'application/xml',
  body(refusal, { requestId, path }) {
    const code = refusal instanceof FileRefusal ? refusal.code : CODES[refusal.status];
    const fields = {
      Code: code ?? STATUS_CODES[refusal.status]?.replaceAll(' ', '') ?? 'Error',
      Message: refusal.message,
      Resource: path,
      RequestId: requestId,
    };
    const inside = Object.entries(fields).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inside.join('')}</Error>`;
  },
};
