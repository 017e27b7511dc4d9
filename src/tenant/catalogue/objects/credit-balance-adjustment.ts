import type { ObjectDefinition } from '../definition.ts';

export const creditBalanceAdjustment: ObjectDefinition = {
  name: 'CreditBalanceAdjustment',
  fields: {
    AccountingCode: 'text',
    AdjustmentDate: 'date',
    Amount: 'money',
    CancelledOn: 'datetime',
    Comment: 'text',
    Number: 'text',
    ReasonCode: 'picklist',
    ReferenceId: 'text',
    SourceTransactionId: 'text',
    SourceTransactionNumber: 'text',
    SourceTransactionType: ['Invoice', 'Payment', 'Refund', 'Adjustment'],
    Status: ['Processed', 'Canceled'],
    TransferredToAccounting: ['Processing', 'Yes', 'Error', 'Ignore', 'No'],
    Type: ['Increase', 'Decrease'],
    AccountId: 'export key',
  },
  // Beyond the contract's list: the keys behind its accounting codes.
  keysBeyondContract: [
    'AccountReceivableAccountingCodeId',
    'CashAccountingCodeId',
    'CashOnAccountAccountingCodeId',
  ],
};
