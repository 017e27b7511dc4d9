import type { Choices } from '../../config/choices.ts';
import { CATEGORY, Refusal } from '../../platform/errors/refusal.ts';
import type { ErrorShape } from '../../platform/family.ts';
import { leaves, xmlDocument } from '../../platform/xml.ts';

export const XML = 'text/xml;charset=utf-8';

/** XML like everything of Describe (aqua.md §8); a 401 alone is the gateway's JSON. */
export const describeErrors: ErrorShape = {
  unauthenticated: 'gateway',
  contentType: XML,
  body(refusal, { requestId }) {
    if (refusal instanceof NoSuchDataSource) return refusal.body;
    const { status, message } = refusal;
    const told = { status: String(status), message, requestId };
    return xmlDocument({ name: 'error', inside: leaves(told) });
  },
};

/** The other wording of an object that there is not: the one refusal that a popular client passes over (clients.md rule 26). */
class NoSuchDataSource extends Refusal {
  readonly body: object;
  constructor(name: string) {
    const message = `noSuchDataSource: ${name}`;
    super(400, CATEGORY.badValue, message, { headers: { 'content-type': 'application/json;charset=utf-8' } });
    this.body = { Errors: [{ Code: 'INVALID_VALUE', Message: message }] };
  }
}

/** What this family itself refuses. */
export const describeRefusal = {
  /** @param name as the client wrote it */
  unknownObject: (name: string, suggestion: string): Refusal =>
    new Refusal(404, CATEGORY.notFound, `There is no object ${name}${suggestion}`),
  noSuchDataSource: (name: string): Refusal => new NoSuchDataSource(name),
} as const;

/** As the choice has it. */
export function noSuchObject(name: string, suggestion: string, choices: Choices): Refusal {
  return choices['describe.unknownObject'] === '400'
    ? describeRefusal.noSuchDataSource(name)
    : describeRefusal.unknownObject(name, suggestion);
}
