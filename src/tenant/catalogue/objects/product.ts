import type { ObjectDefinition } from '../definition.ts';

export const product: ObjectDefinition = {
  name: 'Product',
  tenantWide: true,
  fields: {
    AllowFeatureChanges: 'boolean',
    Category: 'picklist',
    Description: 'text',
    EffectiveEndDate: 'date',
    EffectiveStartDate: 'date',
    Name: 'text',
    ProductNumber: 'text',
    SKU: 'text',
  },
  custom: {
    ProductType__c: 'text',
  },
};
