import { InvalidTransition, NotFound, RuleRefused, type Violation } from '#event-sourcing';

const rule =
  (id: string, code: string, article: string) =>
  (message: string): Violation => ({ rule: id, code, article, message });

export const deliveryOutsideMetropolitanFrance = rule('T01', 'DELIVERY_OUTSIDE_METROPOLITAN_FRANCE', 'CGV 11.1');
export const customerNotIdentified = rule('T03', 'CUSTOMER_NOT_IDENTIFIED', 'CGV 4');
export const termsNotAccepted = rule('T04', 'TERMS_NOT_ACCEPTED', 'CGV 4');
export const productNotAvailable = rule('T10', 'PRODUCT_NOT_AVAILABLE', 'CGV 7');
export const priceChanged = rule('T10', 'PRICE_CHANGED', 'CGV 7');
export const paymentMethodNotOffered = rule('T16', 'PAYMENT_METHOD_NOT_OFFERED', 'CGV 9');
export const paymentRefused = rule('T17', 'PAYMENT_REFUSED', 'CGV 9');
export const nothingToShip = rule('T21', 'NOTHING_TO_SHIP', 'CGV 9');
export const deliveryMethodNotOffered = rule('T24', 'DELIVERY_METHOD_NOT_OFFERED', 'CGV 11.1');
export const tooLateToCancel = rule('T29', 'TOO_LATE_TO_CANCEL', 'PDP 2.1.3');

export const refuse = (violation: Violation): RuleRefused => new RuleRefused(violation);
export const invalidTransition = (message: string): InvalidTransition => new InvalidTransition(message);
export const orderNotFound = (orderId: string): NotFound => new NotFound(`there is no order ${orderId}`);
