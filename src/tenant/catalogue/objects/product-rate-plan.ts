import type { ObjectDefinition } from '../definition.ts';

export const productRatePlan: ObjectDefinition = {
  name: 'ProductRatePlan',
  tenantWide: true,
  fields: {
    Description: 'text',
    EffectiveEndDate: 'date',
    EffectiveStartDate: 'date',
    Grade: 'quantity',
    Name: 'text',
    ProductRatePlanNumber: 'text',
    ProductId: 'key',
  },
  custom: {
    FrontendId__c: 'text',
  },
};
