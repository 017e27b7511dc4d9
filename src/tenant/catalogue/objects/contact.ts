import type { ObjectDefinition } from '../definition.ts';

export const contact: ObjectDefinition = {
  name: 'Contact',
  fields: {
    AccountId: 'export key',
    Address1: 'text',
    Address2: 'text',
    City: 'text',
    Country: 'picklist',
    County: 'text',
    Description: 'text',
    Fax: 'text',
    FirstName: 'text',
    HomePhone: 'text',
    LastName: 'text',
    MobilePhone: 'text',
    NickName: 'text',
    OtherPhone: 'text',
    OtherPhoneType: 'picklist',
    PersonalEmail: 'text',
    PostalCode: 'text',
    State: 'picklist',
    TaxRegion: 'text',
    WorkEmail: 'text',
    WorkPhone: 'text',
  },
  custom: {
    Title__c: 'text',
    Company_Name__c: 'text',
    SpecialDeliveryInstructions__c: 'text',
  },
};
