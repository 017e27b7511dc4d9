import type { ObjectDefinition } from '../definition.ts';

export const productRatePlanChargeTier: ObjectDefinition = {
  name: 'ProductRatePlanChargeTier',
  tenantWide: true,
  fields: {
    Active: 'boolean',
    Currency: 'picklist',
    DiscountAmount: 'money',
    DiscountPercentage: 'quantity',
    EndingUnit: 'quantity',
    IncludedUnits: 'quantity',
    OveragePrice: 'quantity',
    Price: 'quantity',
    PriceFormat: ['Flat Fee', 'Per Unit'],
    StartingUnit: 'quantity',
    Tier: 'integer',
    ProductRatePlanChargeId: 'key',
  },
};
