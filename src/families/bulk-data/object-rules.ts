/** What the product asks of records of an object, and does to them, beside the types of their fields. */
export interface ObjectRules {
  /** What a row to import must fill, each by one of its fields (bulk-data.md §10). */
  readonly required?: readonly (readonly string[])[];
  /** Fields of which no two live records have the same value: the product's numbers and codes. */
  readonly unique?: readonly string[];
  /** Field → text, of imported rows that leave it empty: as the product fills them. Unconfirmed throughout. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Field → text that a job of type `Cancel` writes (bulk-data.md §6). */
  readonly cancels?: Readonly<Record<string, string>>;
}

const MONEY_OF_ACCOUNT = [['AccountId'], ['Amount']];
const CANCELED = { Status: 'Canceled' };

/** By the catalogue's names; an object that is not here has no rules. */
export const OBJECT_RULES: Readonly<Record<string, ObjectRules>> = {
  Account: {
    required: [['Name']],
    unique: ['AccountNumber'],
    defaults: {
      AllowInvoiceEdit: 'false',
      AutoPay: 'false',
      Balance: '0',
      Batch: 'Batch1',
      BcdSettingOption: 'AutoSet',
      CreditBalance: '0',
      Currency: 'USD',
      InvoiceDeliveryPrefsEmail: 'false',
      InvoiceDeliveryPrefsPrint: 'false',
      Mrr: '0',
      PaymentTerm: 'Due Upon Receipt',
      Status: 'Active',
      TotalInvoiceBalance: '0',
    },
  },
  AccountingCode: { unique: ['Name'], defaults: { Status: 'Active' } },
  AccountingPeriod: { unique: ['Name'], defaults: { Status: 'Open' } },
  Amendment: { unique: ['Code'], defaults: { Status: 'Draft' } },
  Contact: { required: [['AccountId', 'AccountNumber'], ['FirstName'], ['LastName']] },
  CreditBalanceAdjustment: { unique: ['Number'] },
  Invoice: {
    required: MONEY_OF_ACCOUNT,
    unique: ['InvoiceNumber'],
    defaults: {
      AdjustmentAmount: '0',
      AutoPay: 'false',
      CreditBalanceAdjustmentAmount: '0',
      CreditMemoAmount: '0',
      PaymentAmount: '0',
      RefundAmount: '0',
      Reversed: 'false',
      Source: 'API',
      SourceType: 'Standalone',
      Status: 'Draft',
      TransferredToAccounting: 'No',
    },
    cancels: CANCELED,
  },
  InvoiceAdjustment: { unique: ['AdjustmentNumber'] },
  InvoiceItemAdjustment: { unique: ['AdjustmentNumber'] },
  Order: { unique: ['OrderNumber'] },
  Payment: {
    required: MONEY_OF_ACCOUNT,
    unique: ['PaymentNumber'],
    defaults: {
      AppliedAmount: '0',
      RefundAmount: '0',
      Source: 'API',
      Status: 'Processed',
      TransferredToAccounting: 'No',
      Type: 'External',
    },
    cancels: CANCELED,
  },
  Product: { required: [['Name'], ['SKU']], unique: ['SKU'], defaults: { AllowFeatureChanges: 'false' } },
  ProductRatePlan: { required: [['ProductId'], ['Name']], unique: ['ProductRatePlanNumber'] },
  Refund: { required: MONEY_OF_ACCOUNT, unique: ['RefundNumber'], cancels: CANCELED },
  Subscription: {
    defaults: {
      AutoRenew: 'false',
      IsLatestVersion: 'true',
      Status: 'Draft',
      TermType: 'TERMED',
      Version: '1',
    },
  },
  Usage: {
    required: [['AccountId', 'AccountNumber'], ['Quantity']],
    defaults: { RbeStatus: 'Pending', SourceType: 'Import' },
  },
};
