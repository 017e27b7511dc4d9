import { endingsByCode, type FamilyFaults, sampledText } from '../../platform/errors/family-faults.ts';
import { BulkRefusal, codeOf, REQUEST_ERRORS, type RequestError } from './errors.ts';

const ERRORS: Readonly<Record<string, RequestError>> = REQUEST_ERRORS;
/** `code` of a reason; the first of the errors that have it. */
const BY_CODE = new Map(
  Object.values(ERRORS)
    .map((error) => [String(codeOf(error)), error] as const)
    .reverse(),
);

/** This family's errors by name and by the code of their reason. */
export const bulkFaults: FamilyFaults = {
  refusals: [...Object.keys(ERRORS), ...BY_CODE.keys()],
  endings: endingsByCode(),
  refusal(code, request, { status, message, headers }) {
    const error: RequestError = ERRORS[code] ?? BY_CODE.get(code) ?? REQUEST_ERRORS.badValue;
    const { category } = error;
    const reason = { category, message: message ?? sampledText(error.text, request) };
    return new BulkRefusal(status ?? error.status, [reason], { ...error.headers, ...headers });
  },
};
