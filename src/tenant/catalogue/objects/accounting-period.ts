import type { ObjectDefinition } from '../definition.ts';

export const accountingPeriod: ObjectDefinition = {
  name: 'AccountingPeriod',
  softDelete: false,
  tenantWide: true,
  fields: {
    EndDate: 'date',
    FiscalQuarter: 'integer',
    FiscalYear: 'integer',
    Name: 'text',
    Notes: 'text',
    StartDate: 'date',
    Status: ['Open', 'PendingClose', 'Closed'],
  },
};
