import type { Choices } from '../../config/choices.ts';
import { CATEGORY, Refusal } from '../../platform/errors/refusal.ts';
import { v1Errors } from '../../platform/errors/v1-errors.ts';
import { zuoraVersion } from '../../platform/errors/zuora-version.ts';
import type { ErrorShape, RefusedRequest } from '../../platform/family.ts';
import { xmlDocument } from '../../platform/xml.ts';
import { FILE_PATHS } from './paths.ts';
import { categoryOf, type RequestCode, textOf } from './request-errors.ts';

/** A refusal whose body is made already: an AQuA error (aqua.md §3.2), or the text of a file too large. */
export class AquaRefusal extends Refusal {
  readonly reply: object | string;
  constructor(
    status: number,
    code: RequestCode | undefined,
    reply: object | string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(
      status,
      code === undefined ? CATEGORY.denied : categoryOf(code),
      code === undefined ? 'refused' : textOf(code),
      { headers },
    );
    this.reply = reply;
  }
}

/** An AQuA error that is not about a job: `{"errorCode", "message", "status": "error"}`. */
export function aquaRefusal(code: RequestCode, status = 200, more: { readonly id?: string } = {}): Refusal {
  return new AquaRefusal(status, code, { errorCode: code, message: textOf(code), ...more, status: 'error' });
}

/** A body that cannot be understood (§3.4). */
class MalformedBody extends Refusal {
  constructor(fault: string) {
    super(400, CATEGORY.malformed, `The request is malformed: ${fault}`);
  }
}

export function malformed(fault: string): Refusal {
  return new MalformedBody(fault);
}

/** Of result files: these statuses hold in every version (aqua.md §1.7). */
class FileRefusal extends Refusal {}

export const refuseFile = {
  unknown: (id: string) =>
    new FileRefusal(404, CATEGORY.notFound, `Cannot find entity by key: '${id.slice(0, 64)}'.`),
  denied: () => new FileRefusal(403, CATEGORY.denied, 'You do not have the permission aqua'),
  tooLarge: (most: string) =>
    new AquaRefusal(
      403,
      undefined,
      xmlDocument({
        name: 'security:error',
        attributes: { 'xmlns:security': 'http://security.api.zuora.com/' },
        inside: [{ name: 'security:max-object-size', inside: most }],
      }),
      { 'content-type': 'text/xml;charset=UTF-8' },
    ),
  changed: () =>
    new FileRefusal(412, CATEGORY.badValue, 'At least one of the pre-conditions you specified did not hold'),
  range: (size: number) =>
    new FileRefusal(416, CATEGORY.badValue, 'The requested range is not satisfiable', {
      headers: { 'content-range': `bytes */${size}` },
    }),
} as const;

/** AQuA errors as they are made; everything else in the v1 shape (aqua.md §3.4). */
export function aquaErrors(choices: Choices): ErrorShape {
  const v1 = v1Errors(choices);
  return {
    ...v1,
    status(refusal, request) {
      if (refusal instanceof AquaRefusal || refusal instanceof FileRefusal) return refusal.status;
      if (refusal instanceof MalformedBody) return malformedStatus(request, choices);
      return v1.status?.(refusal, request) ?? refusal.status;
    },
    body(refusal, request) {
      if (refusal instanceof AquaRefusal) return refusal.reply;
      if (refusal.status === 500 && isOfFile(request)) return systemError(refusal);
      return v1.body(refusal, request);
    },
  };
}

function isOfFile({ path }: RefusedRequest): boolean {
  return FILE_PATHS.some((prefix) => path.startsWith(`${prefix}/`));
}

/** What a file download says when the server failed (aqua.md §1.7). */
function systemError({ message }: Refusal): object {
  return { reasons: [{ code: 'SystemError', message }] };
}

/** 400 is for clients that say themselves that they know statuses (aqua.md §10 point 4a). */
function malformedStatus({ version }: RefusedRequest, choices: Choices): number {
  const chosen = choices['aqua.malformedBody'];
  if (chosen !== 'by-version') return Number(chosen);
  return version !== undefined && zuoraVersion(version, '') >= '2024-05-20' ? 400 : 200;
}
