import type { ObjectDefinition } from '../definition.ts';
import { account } from './account.ts';
import { accountingCode } from './accounting-code.ts';
import { accountingPeriod } from './accounting-period.ts';
import { amendment } from './amendment.ts';
import { contact } from './contact.ts';
import { contactSnapshot } from './contact-snapshot.ts';
import { creditBalanceAdjustment } from './credit-balance-adjustment.ts';
import { currencyRate } from './currency-rate.ts';
import { entity } from './entity.ts';
import { invoice } from './invoice.ts';
import { invoiceAdjustment } from './invoice-adjustment.ts';
import { invoiceItem } from './invoice-item.ts';
import { invoiceItemAdjustment } from './invoice-item-adjustment.ts';
import { invoicePayment } from './invoice-payment.ts';
import { journalEntry } from './journal-entry.ts';
import { journalRun } from './journal-run.ts';
import { order } from './order.ts';
import { payment } from './payment.ts';
import { paymentMethod } from './payment-method.ts';
import { paymentMethodSnapshot } from './payment-method-snapshot.ts';
import { product } from './product.ts';
import { productRatePlan } from './product-rate-plan.ts';
import { productRatePlanCharge } from './product-rate-plan-charge.ts';
import { productRatePlanChargeTier } from './product-rate-plan-charge-tier.ts';
import { ratePlan } from './rate-plan.ts';
import { ratePlanCharge } from './rate-plan-charge.ts';
import { ratePlanChargeTier } from './rate-plan-charge-tier.ts';
import { refund } from './refund.ts';
import { refundInvoicePayment } from './refund-invoice-payment.ts';
import { storedCredentialProfile } from './stored-credential-profile.ts';
import { subscription } from './subscription.ts';
import { taxationItem } from './taxation-item.ts';
import { usage } from './usage.ts';
import { user } from './user.ts';

/** Every object of the catalogue, in alphabetical order. */
export const objectDefinitions: readonly ObjectDefinition[] = [
  account,
  accountingCode,
  accountingPeriod,
  amendment,
  contact,
  contactSnapshot,
  creditBalanceAdjustment,
  currencyRate,
  entity,
  invoice,
  invoiceAdjustment,
  invoiceItem,
  invoiceItemAdjustment,
  invoicePayment,
  journalEntry,
  journalRun,
  order,
  payment,
  paymentMethod,
  paymentMethodSnapshot,
  product,
  productRatePlan,
  productRatePlanCharge,
  productRatePlanChargeTier,
  ratePlan,
  ratePlanCharge,
  ratePlanChargeTier,
  refund,
  refundInvoicePayment,
  storedCredentialProfile,
  subscription,
  taxationItem,
  usage,
  user,
];
