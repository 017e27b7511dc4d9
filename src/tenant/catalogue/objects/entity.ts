import type { ObjectDefinition } from '../definition.ts';

/** A target of relationships that needs a feature (aqua.md §7.3): no fields of its own and no seeded rows. */
export const entity: ObjectDefinition = {
  name: 'Entity',
  fields: {},
};
