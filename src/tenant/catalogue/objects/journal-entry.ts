import type { ObjectDefinition } from '../definition.ts';

/** A target of relationships, selected as `.Id` only (aqua.md §12): no fields of its own and no seeded rows. */
export const journalEntry: ObjectDefinition = {
  name: 'JournalEntry',
  fields: {},
};
