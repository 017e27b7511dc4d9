import type { ObjectDefinition } from '../definition.ts';

export const invoiceItemAdjustment: ObjectDefinition = {
  name: 'InvoiceItemAdjustment',
  fields: {
    AccountId: 'export key',
    AccountingCode: 'text',
    AdjustmentDate: 'date',
    AdjustmentNumber: 'text',
    Amount: 'money',
    CancelledById: 'text',
    CancelledDate: 'datetime',
    Comment: 'text',
    InvoiceId: 'export key',
    InvoiceItemName: 'text',
    InvoiceNumber: 'text',
    ReasonCode: 'picklist',
    ReferenceId: 'text',
    ServiceEndDate: 'date',
    ServiceStartDate: 'date',
    SourceId: 'text',
    SourceType: ['InvoiceDetail', 'Tax'],
    Status: ['Processed', 'Canceled'],
    TransferredToAccounting: ['Processing', 'Yes', 'Error', 'Ignore', 'No'],
    Type: ['Credit', 'Charge'],
  },
};
