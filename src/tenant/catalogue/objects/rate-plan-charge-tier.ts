import type { ObjectDefinition } from '../definition.ts';

export const ratePlanChargeTier: ObjectDefinition = {
  name: 'RatePlanChargeTier',
  fields: {
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
    RatePlanChargeId: 'key',
  },
};
