import type { CatalogueField, CatalogueObject, FieldType } from '../../../src/ports/catalogue.ts';

const SQL_TYPES: Readonly<Record<FieldType, string>> = {
  text: 'varchar',
  picklist: 'varchar',
  boolean: 'boolean',
  integer: 'bigint',
  decimal: 'decimal(18,6)',
  date: 'date',
  datetime: 'timestamp with time zone',
};

/** `text`: for both languages; `text key`: for ZOQL alone (aqua.md §7.1). */
type FieldKind = FieldType | 'text key';

const EVERY_OBJECT = { CreatedDate: 'datetime', UpdatedDate: 'datetime' } as const;

function object(
  name: string,
  fields: Readonly<Record<string, FieldKind>>,
  relationships: Readonly<Record<string, readonly [target: string, ...steps: string[]]>>,
): CatalogueObject {
  const kinds: Readonly<Record<string, FieldKind>> = { Id: 'text', ...fields, ...EVERY_OBJECT };
  return {
    name,
    label: name,
    table: name.toLowerCase(),
    fields: Object.entries(kinds).map(([field, kind]) => catalogueField(field, kind)),
    relationships: Object.entries(relationships).map(([relation, [target, ...steps]]) => ({
      name: relation,
      label: relation,
      target,
      path: steps.map((step) => {
        const [of = '', key = ''] = step.split('.');
        return { object: of, key };
      }),
    })),
    softDelete: true,
    adminOnly: false,
  };
}

function catalogueField(name: string, kind: FieldKind): CatalogueField {
  const type = kind === 'text key' ? 'text' : kind;
  return {
    name,
    label: name,
    type,
    sqlType: SQL_TYPES[type],
    contexts: kind === 'text key' ? ['soap'] : ['soap', 'export'],
    options: [],
    custom: false,
    required: false,
  };
}

/** Five related objects of aqua.md §7.2 and §7.3 with fields of every type. */
export const OBJECTS: readonly CatalogueObject[] = [
  object(
    'Account',
    {
      Name: 'text',
      CrmId: 'text',
      Status: 'picklist',
      Balance: 'decimal',
      Mrr: 'decimal',
      BillCycleDay: 'integer',
      AutoPay: 'boolean',
      LastInvoiceDate: 'date',
      TaxExemptEffectiveDate: 'date',
      ParentId: 'text',
      BillToId: 'text key',
      SoldToId: 'text key',
    },
    {
      BillToContact: ['Contact', 'Account.BillToId'],
      SoldToContact: ['Contact', 'Account.SoldToId'],
      ParentAccount: ['Account', 'Account.ParentId'],
    },
  ),
  object('Contact', { AccountId: 'text', FirstName: 'text', City: 'text', Country: 'picklist' }, {}),
  object(
    'Subscription',
    {
      Name: 'text',
      Status: 'picklist',
      AutoRenew: 'boolean',
      IsLatestVersion: 'boolean',
      Version: 'integer',
      CurrentTerm: 'integer',
      SubscriptionStartDate: 'date',
      TermEndDate: 'date',
      OriginalCreatedDate: 'datetime',
      InvoiceOwnerId: 'text',
      AccountId: 'text key',
    },
    {
      Account: ['Account', 'Subscription.AccountId'],
      BillToContact: ['Contact', 'Subscription.AccountId', 'Account.BillToId'],
      SoldToContact: ['Contact', 'Subscription.AccountId', 'Account.SoldToId'],
      ParentAccount: ['Account', 'Subscription.AccountId', 'Account.ParentId'],
      InvoiceOwner: ['Account', 'Subscription.InvoiceOwnerId'],
    },
  ),
  object(
    'RatePlan',
    { AmendmentType: 'picklist', Name: 'text', InvoiceOwnerId: 'text', SubscriptionId: 'text key' },
    {
      Subscription: ['Subscription', 'RatePlan.SubscriptionId'],
      Account: ['Account', 'RatePlan.SubscriptionId', 'Subscription.AccountId'],
      BillToContact: ['Contact', 'RatePlan.SubscriptionId', 'Subscription.AccountId', 'Account.BillToId'],
    },
  ),
  object(
    'Invoice',
    {
      InvoiceNumber: 'text',
      Amount: 'decimal',
      Balance: 'decimal',
      Reversed: 'boolean',
      DueDate: 'date',
      InvoiceDate: 'date',
      PostedDate: 'datetime',
      LastEmailSentDate: 'datetime',
      AccountId: 'text key',
    },
    {
      Account: ['Account', 'Invoice.AccountId'],
      BillToContact: ['Contact', 'Invoice.AccountId', 'Account.BillToId'],
    },
  ),
];

export function objectOf(name: string): CatalogueObject {
  const found = OBJECTS.find((each) => each.name === name);
  if (!found) throw new Error(`no object ${name}`);
  return found;
}

/** The object that a relation of the data source leads to; the data source itself without one. */
export function targetOf(from: string, relation: string | undefined): CatalogueObject {
  const { relationships } = objectOf(from);
  return relation === undefined
    ? objectOf(from)
    : objectOf(relationships.find(({ name }) => name === relation)?.target ?? relation);
}
