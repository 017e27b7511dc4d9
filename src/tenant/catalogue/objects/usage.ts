import type { ObjectDefinition } from '../definition.ts';

export const usage: ObjectDefinition = {
  name: 'Usage',
  fields: {
    AccountNumber: 'text',
    Description: 'text',
    EndDateTime: 'datetime',
    ImportId: 'text',
    Quantity: 'quantity',
    RbeStatus: ['Importing', 'Pending', 'Processed'],
    SourceType: ['API', 'Import'],
    StartDateTime: 'datetime',
    SubmissionDateTime: 'datetime',
    UOM: 'picklist',
    UniqueKey: 'text',
    AccountId: 'key',
    SubscriptionId: 'key',
    ChargeId: 'key',
  },
};
