import type { ObjectDefinition } from '../definition.ts';

export const ratePlan: ObjectDefinition = {
  name: 'RatePlan',
  fields: {
    AmendmentType: ['NewProduct', 'UpdateProduct', 'RemoveProduct'],
    InvoiceOwnerId: 'export key',
    Name: 'text',
    OriginalRatePlanId: 'text',
    SubscriptionOwnerId: 'export key',
    SubscriptionRatePlanNumber: 'text',
    AmendmentId: 'key',
    ProductRatePlanId: 'key',
    SubscriptionId: 'key',
  },
};
