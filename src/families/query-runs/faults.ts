import { endingsByCode, type FamilyFaults, sampledText } from '../../platform/errors/family-faults.ts';
import { REQUEST_ERRORS, type RequestError, RunRefusal } from './request-errors.ts';

const ERRORS: Readonly<Record<string, RequestError>> = REQUEST_ERRORS;
/** `code` of an element of `errors`; the first of those that have it. */
const BY_CODE = new Map(
  Object.values(ERRORS)
    .flatMap((error) => (error.code === undefined ? [] : [[error.code, error] as const]))
    .reverse(),
);

/** This family's errors by name and by the code of their element. */
export const queryRunFaults: FamilyFaults = {
  refusals: [...Object.keys(ERRORS), ...BY_CODE.keys()],
  endings: endingsByCode(),
  refusal(code, request, { status, message, headers }) {
    const error: RequestError = ERRORS[code] ?? BY_CODE.get(code) ?? REQUEST_ERRORS.notJson;
    const { parameter } = error;
    return new RunRefusal(status ?? error.status, { ...error, headers: { ...error.headers, ...headers } }, [
      {
        ...(error.code !== undefined && { code: error.code }),
        ...(parameter !== undefined && { parameter: sampledText(parameter, request) }),
        message: message ?? sampledText(error.text, request),
      },
    ]);
  },
};
