/** Labels where splitting the name into words gives another one (aqua.md §7.4); `*` counts for every object. */
const FIELD_LABEL_EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '*': { RevRecCode: 'Revenue Recognition Code' },
  Account: {
    AllowInvoiceEdit: 'Allow Invoice Editing',
    Balance: 'Account Balance',
    Batch: 'Billing Batch',
    BcdSettingOption: 'Bill Cycle Day Setting Option',
    CrmId: 'CRM Account ID',
    CustomerServiceRepName: 'CSR',
    InvoiceDeliveryPrefsEmail: 'Invoice Delivery Preferences Email',
    Mrr: 'CMRR',
    PaymentGateway: 'Payment Gateway Name',
    PurchaseOrderNumber: 'PO Number',
    SalesRepName: 'Sales Rep',
  },
};

const RELATIONSHIP_LABEL_EXCEPTIONS: Readonly<Record<string, string>> = {
  BillToContact: 'Bill To',
  SoldToContact: 'Sold To',
};

/** Suffixes that mark custom and quote fields; a label does not show them. */
const MARKED = /__(c|QT)$/i;

/** `RatePlanCharge` → `Rate Plan Charge`. */
export function objectLabel(name: string): string {
  return words(name);
}

/** `AccountNumber` → `Account Number`, `CreatedById` → `Created By ID`, `UOM` → `UOM`, `Gift_Subscription__c` → `Gift Subscription`. */
export function fieldLabel(object: string, field: string): string {
  return (
    FIELD_LABEL_EXCEPTIONS[object]?.[field] ??
    FIELD_LABEL_EXCEPTIONS['*']?.[field] ??
    words(field.replace(MARKED, ''))
  );
}

/** `BillToContact` → `Bill To`, `DefaultPaymentMethod` → `Default Payment Method`. */
export function relationshipLabel(name: string): string {
  return RELATIONSHIP_LABEL_EXCEPTIONS[name] ?? words(name);
}

/** Splits before capitals, keeping runs of capitals together, and writes the word `Id` as `ID`. */
function words(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/\bId\b/g, 'ID');
}
