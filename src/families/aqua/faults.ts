import type { FastifyRequest } from 'fastify';
import type { Choices } from '../../config/choices.ts';
import { endingsByCode, type FamilyFaults, sampledText } from '../../platform/errors/family-faults.ts';
import { BATCH_ERRORS } from './batch-errors.ts';
import { AquaRefusal } from './refusals.ts';
import { refusedJob } from './refused-job.ts';
import { REQUEST_ERRORS, type RequestCode } from './request-errors.ts';
import type { AquaRequest } from './submit-body.ts';

/**
 * This family's errors by `errorCode`: a refused submit shows its queries, as it does otherwise.
 * @param submitted what a submit asks for; `undefined`: the request is none, or cannot be read
 */
export function aquaFaults(
  choices: Choices,
  submitted: (request: FastifyRequest) => AquaRequest | undefined,
): FamilyFaults {
  return {
    refusals: Object.keys(REQUEST_ERRORS),
    endings: endingsByCode(BATCH_ERRORS),
    refusal(given, request, { status = 200, message, headers }) {
      const code = isCode(given) ? given : '90010';
      const text = message ?? sampledText(REQUEST_ERRORS[code].text, request);
      const asked = submitted(request);
      const body =
        asked === undefined
          ? { errorCode: code, status: 'error' }
          : refusedJob(asked, { code }, choices).reply;
      return new AquaRefusal(status, code, { ...Object(body), message: text }, headers);
    },
  };
}

function isCode(code: string): code is RequestCode {
  return code in REQUEST_ERRORS;
}
