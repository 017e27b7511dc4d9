import type { ObjectDefinition } from '../definition.ts';

export const taxationItem: ObjectDefinition = {
  name: 'TaxationItem',
  fields: {
    AccountingCode: 'text',
    Balance: 'money',
    Country: 'text',
    CreditAmount: 'money',
    CustomerCode: 'text',
    ExemptAmount: 'money',
    ExemptCertificate: 'text',
    Jurisdiction: 'text',
    LocationCode: 'text',
    Name: 'text',
    PaymentAmount: 'money',
    SellerRegistration: 'text',
    TaxAmount: 'money',
    TaxAmountUnrounded: 'money',
    TaxCode: 'text',
    TaxCodeDescription: 'text',
    TaxDate: 'date',
    TaxDescription: 'text',
    TaxMode: ['TaxExclusive', 'TaxInclusive'],
    TaxRate: 'quantity',
    TaxRateDescription: 'text',
    TaxRateType: ['Percentage', 'FlatFee'],
    InvoiceItemId: 'key',
    InvoiceId: 'key',
  },
  // Beyond the contract's list: the keys behind SalesTaxPayableAccountingCode.
  keysBeyondContract: ['SalesTaxPayableAccountingCodeId'],
};
