import type { ObjectDefinition } from '../definition.ts';

export const refundInvoicePayment: ObjectDefinition = {
  name: 'RefundInvoicePayment',
  fields: {
    RefundAmount: 'money',
    InvoicePaymentId: 'key',
    RefundId: 'key',
  },
};
