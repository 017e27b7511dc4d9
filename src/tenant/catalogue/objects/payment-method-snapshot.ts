import type { ObjectDefinition } from '../definition.ts';
import { paymentMethod } from './payment-method.ts';

/** A copy of PaymentMethod as it was when the document was made; PaymentMethodId leads back to the original. */
export const paymentMethodSnapshot: ObjectDefinition = {
  name: 'PaymentMethodSnapshot',
  fields: { ...paymentMethod.fields, PaymentMethodId: 'key' },
  custom: paymentMethod.custom,
};
