import { cents, eightDigits, pick, text, when } from '../expressions.ts';
import type { SeedRows } from '../seed-rows.ts';
import { DAY, isDeleted, MINUTE } from '../spines.ts';
import type { Maker } from './maker.ts';

const COMPANIES = [
  'Acme, Inc.',
  "O'Brien & Sons",
  'The "Quoted" Company',
  'Müller und Söhne GmbH',
  '株式会社みずほ商事',
  'ООО Ромашка',
  'Société Générale du Café',
  'شركة النور',
  '#1 Supplies',
  'Blue Harbour Ltd',
  'Ñandú Exportaciones, S.A.',
  'Northwind Traders',
  '한빛전자',
];
const FIRST_NAMES = [
  'Ana',
  'Bjørn',
  'Chloé',
  'Dmitri',
  "D'Arcy",
  'Eun-ji',
  'Fatima',
  '健太',
  'Grace',
  'İbrahim',
  'Jo',
];
const LAST_NAMES = [
  'Smith',
  "O'Connor",
  'Nguyễn',
  'Müller',
  '田中',
  'García, Jr.',
  'Иванова',
  'de la Cruz',
  'Kim',
];
const STREETS = [
  'Market St',
  'High Street, Flat 2',
  'Rue de l’Église',
  '中央通り',
  '"The Old Mill", Mill Lane',
];
const CITIES = ['San Francisco', 'London', 'Zürich', 'São Paulo', '東京', 'Kraków'];
const COUNTRIES = ['United States', 'United Kingdom', 'Switzerland', 'Brazil', 'Japan', 'Poland'];
const INSTRUCTIONS = [
  'Leave with the neighbour, "number 7", not in the rain',
  'Ring twice, then wait; the dog is friendly, mostly',
  '門のベルを鳴らしてください',
  'Gate code: 4711, "blue" door',
];

/** Accounts whose documents keep copies of contacts and payment methods: one of eight, to keep a seed small. */
export const SNAPSHOTS = 'r = 7';

/** Accounts with their contacts and means of payment. */
export function customerRows({ id, spines }: Maker): SeedRows[] {
  const owned = { created: 'born', owned: true, deletable: true };
  const contact = contactColumns();
  const method = paymentMethodColumns();
  const withMethod = `(SELECT * FROM ${spines.account} WHERE r > 0)`;
  return [
    {
      ...owned,
      object: 'Account',
      from: `(SELECT s.*, coalesce(t.balance, 0) AS balance, coalesce(t.credit, 0) AS credit, t.last_day, m.mrr4
        FROM ${spines.account} s LEFT JOIN ${spines.invoiceTotals} t ON t.a = s.a
        LEFT JOIN ${spines.chargeTotals} m ON m.a = s.a)`,
      number: 'a',
      updated: `born + (1 + h % 240) * ${DAY}`,
      columns: {
        AccountNumber: `'A' || ${eightDigits('a + 1')}`,
        AdditionalEmailAddresses: when(
          'h % 9 = 0',
          `'cc' || a || '@example.test,bcc' || a || '@example.test'`,
        ),
        AllowInvoiceEdit: '(h >> 9) % 2 = 0',
        AutoPay: 'r > 0 AND h % 3 > 0',
        Balance: cents('balance'),
        Batch: `'Batch' || (1 + h % 20)`,
        BcdSettingOption: `CASE WHEN h % 4 = 0 THEN 'AutoSet' ELSE 'ManualSet' END`,
        BillCycleDay: '1 + h % 28',
        CreditBalance: cents('credit'),
        CrmId: when('h % 7 > 0', `'0011U00000' || ${eightDigits('a')}`),
        Currency: 'currency',
        CustomerServiceRepName: when('h % 5 > 1', pick(['Sam "Ace" Lee', 'Renée, Team B', 'Kofi'], 'h >> 3')),
        DefaultPaymentMethodId: when('r > 0', id('PaymentMethod', 'a')),
        InvoiceDeliveryPrefsEmail: 'h % 11 > 0',
        InvoiceDeliveryPrefsPrint: 'h % 11 = 0',
        LastInvoiceDate: 'last_day',
        Mrr: cents('coalesce(mrr4, 0) // 100'),
        Name: `${pick(COMPANIES, 'h')} || ' ' || (a + 1)`,
        // Null, empty and filled: three different things in most formats.
        Notes: `CASE (h >> 5) % 5 WHEN 0 THEN 'Prefers calls, not "mail"' WHEN 1 THEN '' WHEN 2 THEN '#vip' END`,
        // The account before, of the same group and so of the same org.
        ParentId: when(`a % 16 = 9 AND NOT ${isDeleted('a - 1')}`, id('Account', 'a - 1')),
        PaymentGateway: when('r > 0', text('Test Gateway')),
        PaymentTerm: pick(['Net 30', 'Net 30', 'Net 30', 'Due Upon Receipt'], 'h >> 12'),
        PurchaseOrderNumber: when('h % 6 = 0', `'PO-' || a % 9973`),
        ReservedPaymentAmount: cents('0'),
        SalesRepName: when('h % 4 > 0', pick(['Dana Fox', 'Łukasz Nowak', 'Priya N.'], 'h >> 4')),
        Status: `CASE WHEN r = 0 THEN 'Draft' WHEN h % 25 = 0 THEN 'Canceled' ELSE 'Active' END`,
        TaxExemptStatus: `CASE WHEN h % 10 = 0 THEN 'Yes' ELSE 'No' END`,
        TaxExemptCertificateID: when('h % 10 = 0', `'EX-' || a`),
        TaxExemptCertificateType: when('h % 10 = 0', text('Reseller')),
        TaxExemptEffectiveDate: when('h % 10 = 0', 'day'),
        TaxExemptExpirationDate: when('h % 10 = 0', 'day + 730'),
        TotalDebitMemoBalance: cents('0'),
        TotalInvoiceBalance: cents('balance'),
        UnappliedBalance: cents('0'),
        UnappliedCreditMemoAmount: cents('0'),
        VATId: when(`currency IN ('EUR', 'GBP')`, `'DE' || (100000000 + a % 899999999)`),
        BillToId: id('Contact', 'a * 2'),
        SoldToId: id('Contact', 'a * 2 + r % 2'),
        IdentityId__c: when('h % 8 > 0', `CAST(100000000 + h % 900000000 AS VARCHAR)`),
        sfContactId__c: when('h % 3 > 0', `'003UU00000' || ${eightDigits('a')}`),
        ProcessingAdvice__c: pick(['No Advice', 'Hold, see notes', 'Refer to "Finance"'], 'h >> 17'),
      },
    },
    {
      ...owned,
      object: 'Contact',
      from: spines.contact,
      number: 'n',
      updated: `born + (hc % 90) * ${DAY} + ${MINUTE}`,
      columns: { ...contact, AccountId: id('Account', 'a') },
    },
    {
      ...owned,
      object: 'ContactSnapshot',
      from: `(SELECT * FROM ${spines.contact} WHERE ${SNAPSHOTS})`,
      number: 'n',
      created: `born + ${DAY}`,
      updated: `born + ${DAY}`,
      deletable: false,
      columns: { ...contact, AccountId: id('Account', 'a'), ContactId: id('Contact', 'n') },
    },
    {
      ...owned,
      object: 'PaymentMethod',
      from: withMethod,
      number: 'a',
      updated: `born + (h % 200) * ${DAY} + 2 * ${MINUTE}`,
      columns: { ...method, AccountId: id('Account', 'a') },
    },
    {
      ...owned,
      object: 'PaymentMethodSnapshot',
      from: `(SELECT * FROM ${spines.account} WHERE ${SNAPSHOTS})`,
      number: 'a',
      created: `born + ${DAY}`,
      updated: `born + ${DAY}`,
      columns: { ...method, AccountId: id('Account', 'a'), PaymentMethodId: id('PaymentMethod', 'a') },
    },
  ];
}

function contactColumns(): Record<string, string> {
  return {
    Address1: `(1 + hc % 300) || ' ' || ${pick(STREETS, 'hc >> 6')}`,
    Address2: when('hc % 4 = 0', `'Suite ' || hc % 90`),
    City: pick(CITIES, 'hc >> 9'),
    Country: pick(COUNTRIES, 'hc >> 9'),
    County: when('hc % 13 = 0', text('Kent')),
    Description: when('hc % 21 = 0', text('Met at the "Fair", 2021')),
    Fax: when('hc % 17 = 0', text('+1 555 0100')),
    FirstName: pick(FIRST_NAMES, 'hc'),
    HomePhone: when('hc % 5 = 0', `'+44 20 7946 0' || (100 + hc % 900)`),
    LastName: pick(LAST_NAMES, 'hc >> 4'),
    MobilePhone: when('hc % 3 > 0', `'+1 555 01' || (10 + hc % 90)`),
    NickName: when('hc % 8 = 0', pick(['Ace', '"Red"', 'Пашка'], 'hc >> 11')),
    PersonalEmail: when('hc % 6 = 0', `'me' || n || '@example.test'`),
    PostalCode: when('hc % 10 > 0', eightDigits('hc % 99999')),
    State: `CASE (hc >> 9) % 6 WHEN 0 THEN 'California' WHEN 3 THEN 'SP' END`,
    WorkEmail: when('hc % 20 > 0', `'contact' || n || '@example.test'`),
    WorkPhone: when('hc % 4 > 0', `'+1 555 02' || (10 + hc % 90)`),
    Title__c: when('hc % 3 > 0', pick(['Mr', 'Ms', 'Dr', 'Prof., Dr.'], 'hc >> 13')),
    Company_Name__c: when('hc % 2 = 0', pick(COMPANIES, 'h')),
    SpecialDeliveryInstructions__c: when('hc % 5 < 2', pick(INSTRUCTIONS, 'hc >> 15')),
  };
}

/** No real numbers: masks only. `kind` by `h`: seven of ten are cards. */
function paymentMethodColumns(): Record<string, string> {
  const card = 'h % 10 < 7';
  const ach = 'h % 10 = 7';
  const paypal = 'h % 10 = 8';
  const bank = 'h % 10 = 9';
  const holder = `${pick(FIRST_NAMES, 'h >> 2')} || ' ' || ${pick(LAST_NAMES, 'h >> 7')}`;
  return {
    AchAbaCode: when(ach, text('*****0021')),
    AchAccountName: when(ach, holder),
    AchAccountNumberMask: when(ach, `'****' || (1000 + h % 9000)`),
    AchAccountType: when(ach, text('BusinessChecking')),
    AchBankName: when(ach, text('Example Bank, N.A.')),
    Active: 'true',
    BankTransferAccountName: when(bank, holder),
    BankTransferAccountNumberMask: when(bank, `'****' || (1000 + h % 9000)`),
    BankTransferType: when(bank, text('SEPA')),
    MandateID: when(bank, `'MD-' || a`),
    MandateCreationDate: when(bank, 'day'),
    MandateReceived: when(bank, text('Yes')),
    CreditCardCity: when(card, pick(CITIES, 'h >> 9')),
    CreditCardCountry: when(card, pick(COUNTRIES, 'h >> 9')),
    CreditCardExpirationMonth: when(card, '1 + h % 12'),
    CreditCardExpirationYear: when(card, '2027 + h % 5'),
    CreditCardHolderName: when(card, holder),
    CreditCardMaskNumber: when(card, `'************' || (1000 + h % 9000)`),
    CreditCardPostalCode: when(card, eightDigits('h % 99999')),
    CreditCardType: when(card, pick(['Visa', 'MasterCard', 'AmericanExpress', 'Discover'], 'h >> 5')),
    LastTransactionStatus: text('Approved'),
    MaxConsecutivePaymentFailures: '3',
    Name: holder,
    NumConsecutiveFailures: '0',
    PaymentMethodStatus: text('Active'),
    PaymentRetryWindow: '24',
    PaypalBaid: when(paypal, `'B-' || ${eightDigits('a')}`),
    PaypalEmail: when(paypal, `'pay' || a || '@example.test'`),
    PaypalType: when(paypal, text('ExpressCheckout')),
    TotalNumberOfErrorPayments: '0',
    TotalNumberOfProcessedPayments: 'h % 8',
    Type: `CASE h % 10 WHEN 7 THEN 'ACH' WHEN 8 THEN 'PayPal' WHEN 9 THEN 'BankTransfer' ELSE 'CreditCard' END`,
    UseDefaultRetryRule: 'true',
  };
}
