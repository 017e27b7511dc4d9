import type { ObjectDefinition } from '../definition.ts';

/** A target of PaymentMethod (aqua.md §7.3): no fields of its own and no seeded rows. */
export const storedCredentialProfile: ObjectDefinition = {
  name: 'StoredCredentialProfile',
  fields: {},
};
