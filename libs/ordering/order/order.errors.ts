import { InvalidTransition, NotFound, RuleRefused, type Violation } from '#event-sourcing';

const rule =
  (id: string, code: string, article: string) =>
  (message: string): Violation => ({ rule: id, code, article, message });

export const deliveryOutsideMetropolitanFrance = rule('T01', 'DELIVERY_OUTSIDE_METROPOLITAN_FRANCE', 'CGV 11.1');
export const wholesaleNotAllowed = rule('T02', 'WHOLESALE_NOT_ALLOWED', 'CGV 3');
export const customerNotIdentified = rule('T03', 'CUSTOMER_NOT_IDENTIFIED', 'CGV 4');
export const termsNotAccepted = rule('T04', 'TERMS_NOT_ACCEPTED', 'CGV 4');
export const alreadyShipped = rule('T05', 'ALREADY_SHIPPED', 'CGV 4');
export const businessSpaceRequired = rule('T08', 'BUSINESS_SPACE_REQUIRED', 'CGV 5');
export const flashSaleClosed = rule('T09', 'FLASH_SALE_CLOSED', 'CGV 6');
export const flashSaleSoldOut = rule('T09', 'FLASH_SALE_SOLD_OUT', 'CGV 6');
export const productNotAvailable = rule('T10', 'PRODUCT_NOT_AVAILABLE', 'CGV 7');
export const priceChanged = rule('T10', 'PRICE_CHANGED', 'CGV 7');
export const paymentMethodNotOffered = rule('T16', 'PAYMENT_METHOD_NOT_OFFERED', 'CGV 9');
export const cashAmountMismatch = rule('T16', 'CASH_AMOUNT_MISMATCH', 'CGV 9');
export const paymentRefused = rule('T17', 'PAYMENT_REFUSED', 'CGV 9');
export const codRelayDelivery = rule('T18', 'COD_RELAY_DELIVERY', 'CGV 9');
export const codAmountLimit = rule('T18', 'COD_AMOUNT_LIMIT', 'CGV 9');
export const codLaptop = rule('T18', 'COD_LAPTOP', 'CGV 9');
export const voucherPhoneWithPlan = rule('T19', 'VOUCHER_PHONE_WITH_PLAN', 'CGV 9');
export const voucherOnePerOrder = rule('T20', 'VOUCHER_ONE_PER_ORDER', 'CGV 9');
export const nothingToShip = rule('T21', 'NOTHING_TO_SHIP', 'CGV 9');
export const colissimoPhoneWithPlan = rule('T24', 'COLISSIMO_PHONE_WITH_PLAN', 'CGV 11.1');
export const deliveryMethodNotOffered = rule('T24', 'DELIVERY_METHOD_NOT_OFFERED', 'CGV 11.1');
export const tooLateToCancel = rule('T29', 'TOO_LATE_TO_CANCEL', 'PDP 2.1.3');
export const withdrawalPeriodOver = rule('T29', 'WITHDRAWAL_PERIOD_OVER', 'PDP 2.1.3');

export const refuse = (violation: Violation): RuleRefused => new RuleRefused(violation);
export const invalidTransition = (message: string): InvalidTransition => new InvalidTransition(message);
export const orderNotFound = (orderId: string): NotFound => new NotFound(`there is no order ${orderId}`);

/** The request was given up before its order came to be: it may be placed under another id, on claims of its own. */
export class OrderGivenUp extends Error {
  override readonly name = 'OrderGivenUp';
}
