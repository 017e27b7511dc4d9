import type { ObjectDefinition } from '../definition.ts';
import { contact } from './contact.ts';

/** A copy of Contact as it was when the document was made; ContactId leads back to the original. */
export const contactSnapshot: ObjectDefinition = {
  name: 'ContactSnapshot',
  softDelete: false,
  fields: { ...contact.fields, ContactId: 'key' },
  custom: contact.custom,
};
