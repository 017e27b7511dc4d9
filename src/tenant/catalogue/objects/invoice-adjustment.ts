import type { ObjectDefinition } from '../definition.ts';

export const invoiceAdjustment: ObjectDefinition = {
  name: 'InvoiceAdjustment',
  fields: {
    AccountingCode: 'text',
    AdjustmentDate: 'date',
    AdjustmentNumber: 'text',
    Amount: 'money',
    CancelledById: 'text',
    CancelledOn: 'datetime',
    Comments: 'text',
    ImpactAmount: 'money',
    InvoiceNumber: 'text',
    ReasonCode: 'picklist',
    ReferenceId: 'text',
    Status: ['Processed', 'Canceled'],
    TransferredToAccounting: ['Processing', 'Yes', 'Error', 'Ignore', 'No'],
    Type: ['Credit', 'Charge'],
    AccountId: 'key',
    InvoiceId: 'key',
  },
  // Beyond the contract's list: the keys behind its accounting codes.
  keysBeyondContract: ['AccountReceivableAccountingCodeId', 'InvoiceAdjustmentAccountingCodeId'],
};
