import type { ObjectDefinition } from '../definition.ts';

/** The people of the tenant, for administrators and Data Query only (data-query contract §4.8): no AQuA context. */
export const user: ObjectDefinition = {
  name: 'User',
  adminOnly: true,
  contexts: [],
  tenantWide: true,
  fields: {
    Email: 'text',
    FirstName: 'text',
    LastName: 'text',
    Status: ['Active', 'Inactive'],
    Username: 'text',
  },
};
