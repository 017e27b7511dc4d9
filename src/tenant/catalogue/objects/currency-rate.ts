import type { ObjectDefinition } from '../definition.ts';

/** Rates behind `convertToCurrencies` (aqua.md §1.4): one unit of FromCurrency is Rate units of ToCurrency from Date on. */
export const currencyRate: ObjectDefinition = {
  name: 'CurrencyRate',
  tenantWide: true,
  fields: {
    Date: 'date',
    FromCurrency: 'picklist',
    Rate: 'quantity',
    ToCurrency: 'picklist',
  },
};
