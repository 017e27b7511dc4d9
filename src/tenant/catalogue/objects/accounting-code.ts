import type { ObjectDefinition } from '../definition.ts';

export const accountingCode: ObjectDefinition = {
  name: 'AccountingCode',
  softDelete: false,
  tenantWide: true,
  fields: {
    Category: 'picklist',
    GLAccountName: 'text',
    GLAccountNumber: 'text',
    Name: 'text',
    Notes: 'text',
    Status: ['Active', 'Inactive'],
    Type: 'picklist',
  },
};
