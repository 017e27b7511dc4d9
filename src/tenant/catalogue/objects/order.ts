import type { ObjectDefinition } from '../definition.ts';

/** Optional in the contract. Its Data Query table is `orders`, as users write it unquoted. */
export const order: ObjectDefinition = {
  name: 'Order',
  table: 'orders',
  fields: {
    OrderNumber: 'text',
    OrderDate: 'date',
    Status: 'picklist',
    Description: 'text',
    State: 'picklist',
    AccountId: 'key',
  },
};
