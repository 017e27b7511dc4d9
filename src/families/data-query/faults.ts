import { endingsByCode, type FamilyFaults, sampledText } from '../../platform/errors/family-faults.ts';
import { CATEGORY, Refusal } from '../../platform/errors/refusal.ts';
import { JOB_ERRORS, REQUEST_ERRORS, type RequestError } from './errors.ts';

const ERRORS: Readonly<Record<string, RequestError>> = REQUEST_ERRORS;

/** This family's errors by name; those of jobs by `errorCode` too. */
export const dataQueryFaults: FamilyFaults = {
  refusals: Object.keys(ERRORS),
  endings: endingsByCode(JOB_ERRORS),
  refusal(code, request, { status, message, headers }) {
    const error = ERRORS[code];
    return new Refusal(
      status ?? error?.status ?? 400,
      error?.category ?? CATEGORY.badValue,
      message ?? sampledText(error?.text ?? code, request),
      { headers: { ...error?.headers, ...headers } },
    );
  },
};
