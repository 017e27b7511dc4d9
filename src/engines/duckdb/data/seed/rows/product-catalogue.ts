import { eightDigits, pick, text, unitPrice, when } from '../expressions.ts';
import type { SeedRows } from '../seed-rows.ts';
import { PRODUCT_GROUP } from '../sizes.ts';
import { DAY, priceOf } from '../spines.ts';
import type { Maker } from './maker.ts';

/** 2021-01-04T18:00:00.001Z: products are there before the first account. */
const FIRST_MS = Date.UTC(2021, 0, 4, 18) + 1;
const GONE_MS = Date.UTC(2024, 5, 3, 19, 30) + 5;

const NAMES = [
  'Digital Pack',
  'Print, Weekend',
  'Guardian "Plus"',
  'Beratung für Köln',
  'クラウド基盤',
  'Support',
  'Подписка',
  'Data & API',
  "Builder's Kit",
  'Analytics',
];
const CATEGORIES = ['Base Products', 'Add On Services', 'Miscellaneous Products'];

/** Products with three plans each: a flat fee, one priced per unit, and a bundle of a flat fee and usage. */
export function productCatalogueRows({ size, id }: Maker): SeedRows[] {
  const product = `(SELECT p, p % ${PRODUCT_GROUP} = ${PRODUCT_GROUP - 1} AS gone, ${GONE_MS} AS gone_at,
    ${FIRST_MS} + p * ${DAY} // 4 AS made FROM (SELECT range AS p FROM range(${size.products})))`;
  const plan = `(SELECT *, p * 3 + plan AS n FROM (SELECT *, unnest([0, 1, 2]) AS plan FROM ${product}))`;
  const charge = `(SELECT *, p * 4 + c AS x, least(c, 2) AS plan, c = 3 AS usage
    FROM (SELECT *, unnest([0, 1, 2, 3]) AS c FROM ${product}))`;
  const tier = `(SELECT *, ${priceOf('x', 'usage')} AS price
    FROM (SELECT *, unnest(range(CASE WHEN usage THEN 2 ELSE 1 END)) AS t FROM ${charge}))`;
  const common = { created: 'made', updated: `made + 30 * ${DAY}`, owned: false, deletable: true };
  return [
    {
      ...common,
      object: 'Product',
      from: product,
      number: 'p',
      columns: {
        AllowFeatureChanges: 'p % 4 = 0',
        Category: pick(CATEGORIES, 'p'),
        Description: when('p % 3 > 0', `'Everything in "' || ${pick(NAMES, 'p')} || '", billed monthly'`),
        EffectiveEndDate: `DATE '2035-12-31'`,
        EffectiveStartDate: `DATE '2021-01-01'`,
        Name: `${pick(NAMES, 'p')} || ' ' || (p + 1)`,
        ProductNumber: `'PRD-' || ${eightDigits('p + 1')}`,
        SKU: `'SKU-' || ${eightDigits('p + 1')}`,
        ProductType__c: pick(['Digital', 'Print', 'Service'], 'p'),
      },
    },
    {
      ...common,
      object: 'ProductRatePlan',
      from: plan,
      number: 'n',
      columns: {
        Description: when('n % 2 = 0', `'Plan ' || (plan + 1) || ', monthly'`),
        EffectiveEndDate: `DATE '2035-12-31'`,
        EffectiveStartDate: `DATE '2021-01-01'`,
        Grade: 'plan + 1',
        Name: `${pick(NAMES, 'p')} || ' ' || (p + 1) || ' ' || ${pick(['Flat', 'Per Seat', 'Bundle'], 'plan')}`,
        ProductRatePlanNumber: `'PRP-' || ${eightDigits('n + 1')}`,
        ProductId: id('Product', 'p'),
        FrontendId__c: pick(['Monthly', 'Seats', 'Bundle'], 'plan'),
      },
    },
    {
      ...common,
      object: 'ProductRatePlanCharge',
      from: charge,
      number: 'x',
      columns: {
        ...chargeTerms('c', 'usage'),
        DefaultQuantity: 'CASE WHEN usage THEN NULL ELSE 1 END',
        DeferredRevenueAccount: text('Deferred Revenue'),
        Description: when('x % 5 = 0', text('One price a month, no setup fee')),
        LegacyRevenueReporting: 'false',
        MinQuantity: when('c = 1', '1'),
        MaxQuantity: when('c = 1', '100'),
        Name: chargeName('c'),
        RecognizedRevenueAccount: text('Revenue'),
        RevenueRecognitionRuleName: text('Recognize upon invoicing'),
        UsageRecordRatingOption: when('usage', text('EndOfBillingPeriod')),
        UseDiscountSpecificAccountingCode: 'false',
        UseTenantDefaultForPriceChange: 'true',
        ProductRatePlanId: id('ProductRatePlan', 'p * 3 + plan'),
        ProductType__c: pick(['Digital', 'Print', 'Service'], 'p'),
        AccountReceivableAccountingCodeId: id('AccountingCode', '0'),
        DeferredRevenueAccountingCodeId: id('AccountingCode', '1'),
        RecognizedRevenueAccountingCodeId: id('AccountingCode', '2'),
        AdjustmentLiabilityAccountingCodeId: id('AccountingCode', '3'),
        AdjustmentRevenueAccountingCodeId: id('AccountingCode', '4'),
        ContractAssetAccountingCodeId: id('AccountingCode', '5'),
        ContractLiabilityAccountingCodeId: id('AccountingCode', '6'),
        ContractRecognizedRevenueAccountingCodeId: id('AccountingCode', '7'),
      },
    },
    {
      ...common,
      object: 'ProductRatePlanChargeTier',
      from: tier,
      number: 'x * 2 + t',
      columns: {
        Active: 'true',
        Currency: text('USD'),
        ...tierTerms('price', 'usage'),
        ProductRatePlanChargeId: id('ProductRatePlanCharge', 'x'),
      },
    },
  ];
}

/** What a product rate plan charge and the charges made from it have in common; `c` is 0 to 3. */
export function chargeTerms(c: string, usage: string): Record<string, string> {
  return {
    AccountingCode: text('Revenue'),
    BillingPeriod: text('Month'),
    BillingPeriodAlignment: text('AlignToCharge'),
    BillingTiming: `CASE WHEN ${usage} THEN 'IN_ARREARS' ELSE 'IN_ADVANCE' END`,
    ChargeModel: pick(['Flat Fee Pricing', 'Per Unit Pricing', 'Flat Fee Pricing', 'Tiered Pricing'], c),
    ChargeType: `CASE WHEN ${usage} THEN 'Usage' ELSE 'Recurring' END`,
    EndDateCondition: text('Subscription_End'),
    PriceChangeOption: text('NoChange'),
    RatingGroup: when(usage, text('ByBillingPeriod')),
    RevRecCode: text('REV-1'),
    Taxable: 'true',
    TaxCode: text('STANDARD'),
    TaxMode: text('TaxExclusive'),
    TriggerEvent: text('ContractEffective'),
    UOM: `CASE WHEN ${usage} THEN 'API Call' WHEN ${c} = 1 THEN 'Seat' END`,
  };
}

export function chargeName(c: string): string {
  return pick(['Monthly Fee', 'Seats', 'Base Fee', 'API Calls, metered'], c);
}

/** A usage charge has two tiers: 100 units, then the rest at four fifths of the price. */
export function tierTerms(price: string, usage: string): Record<string, string> {
  return {
    StartingUnit: `CASE WHEN ${usage} THEN t * 100 ELSE 0 END`,
    EndingUnit: when(`${usage} AND t = 0`, '100'),
    Price: unitPrice(`CASE WHEN t = 1 THEN ${price} * 4 // 5 ELSE ${price} END`),
    PriceFormat: `CASE WHEN ${usage} THEN 'Per Unit' ELSE 'Flat Fee' END`,
    Tier: 't + 1',
  };
}
