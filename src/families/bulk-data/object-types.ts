import type { JobType } from './names.ts';

/** What a word of `objectType` stands for here. */
export interface ObjectType {
  /** Of the catalogue; absent: none of its objects, so that no job can be made for it. */
  readonly object?: string;
  /** Documented, or all that change records where nothing is said (bulk-data.md §6). */
  readonly jobTypes: readonly JobType[];
  /** Its long name, where one was seen (bulk-data.md §2.3). */
  readonly longName?: string;
}

const CHANGES = ['Import', 'Update', 'Delete'] as const;
const ALL = ['Import', 'Update', 'Delete', 'Cancel'] as const;

/** Compound forms and objects that the catalogue does not have. */
const NOT_HERE: ObjectType = { jobTypes: [] };

/** The 51 values of the reference (bulk-data.md §6), lower case. */
export const OBJECT_TYPES: Readonly<Record<string, ObjectType>> = {
  account: { object: 'Account', jobTypes: CHANGES, longName: 'accounts-and-contacts' },
  accountingcode: { object: 'AccountingCode', jobTypes: CHANGES },
  accountingperiod: { object: 'AccountingPeriod', jobTypes: ['Import', 'Delete'] },
  amendment: { object: 'Amendment', jobTypes: CHANGES },
  'bill-run': NOT_HERE,
  'bill-run-batches': NOT_HERE,
  'bill-run-filters': NOT_HERE,
  contact: { object: 'Contact', jobTypes: CHANGES },
  'credit-memo': NOT_HERE,
  'credit-memo-from-charge': NOT_HERE,
  'credit-memo-from-invoice': NOT_HERE,
  'debit-memo': NOT_HERE,
  'debit-memo-from-charge': NOT_HERE,
  'debit-memo-from-invoice': NOT_HERE,
  invoice: { object: 'Invoice', jobTypes: ALL },
  'journal-entry': { object: 'JournalEntry', jobTypes: CHANGES },
  'journal-run': { object: 'JournalRun', jobTypes: CHANGES },
  offer: NOT_HERE,
  'omni-channel-subscription': NOT_HERE,
  order: { object: 'Order', jobTypes: CHANGES },
  'order-create-order-line-item': NOT_HERE,
  'order-create-subscription-existing-account': NOT_HERE,
  'order-create-subscription-existing-account-with-volume-charge': NOT_HERE,
  'order-create-subscription-with-new-account': NOT_HERE,
  'order-remove-product': NOT_HERE,
  'order-update-subscription-add-product': NOT_HERE,
  'order-update-subscription-change-plan': NOT_HERE,
  'order-update-subscription-price-quantity-change': NOT_HERE,
  payment: { object: 'Payment', jobTypes: ALL },
  // Payment methods are not supported (bulk-data.md §6).
  'payment-profile': NOT_HERE,
  'payment-schedule': NOT_HERE,
  'payment-schedule-item': NOT_HERE,
  'payments-simple': NOT_HERE,
  'payments-unapply': NOT_HERE,
  'price-book-item': NOT_HERE,
  product: { object: 'Product', jobTypes: CHANGES },
  'product-charge-definition': NOT_HERE,
  'product-rate-plan': { object: 'ProductRatePlan', jobTypes: CHANGES },
  'product-rate-plan-charge': { object: 'ProductRatePlanCharge', jobTypes: CHANGES },
  'product-rate-plan-charge-tier': { object: 'ProductRatePlanChargeTier', jobTypes: CHANGES },
  'product-rate-plan-definition': NOT_HERE,
  refund: { object: 'Refund', jobTypes: ['Update', 'Delete', 'Cancel'] },
  'revenue-accounting-code': NOT_HERE,
  subscription: { object: 'Subscription', jobTypes: CHANGES },
  'subscription-add-rate-plan': NOT_HERE,
  'subscription-change-rate-plan': NOT_HERE,
  'subscription-remove-rate-plan': NOT_HERE,
  'subscription-update-rate-plan': NOT_HERE,
  'taxation-item': { object: 'TaxationItem', jobTypes: CHANGES },
  unitofmeasure: NOT_HERE,
  usage: { object: 'Usage', jobTypes: CHANGES },
};

/** Of an object of the catalogue that the reference has no word for, and of custom objects. */
export const OTHER_JOB_TYPES: readonly JobType[] = CHANGES;
