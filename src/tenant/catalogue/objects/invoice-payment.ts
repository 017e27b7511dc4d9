import type { ObjectDefinition } from '../definition.ts';

export const invoicePayment: ObjectDefinition = {
  name: 'InvoicePayment',
  fields: {
    Amount: 'money',
    RefundAmount: 'money',
    InvoiceId: 'key',
    PaymentId: 'key',
  },
  // Beyond the contract's list: the keys behind its accounting codes.
  keysBeyondContract: ['AccountReceivableAccountingCodeId', 'CashAccountingCodeId'],
};
