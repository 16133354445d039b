import { totalsOf } from '../../pricing/totals.js';
import {
  type AbandonOrder,
  type PlaceExchange,
  type PlaceOrder,
  type RecordClaimsGivenBack,
} from '../commands/placement.js';
import { type PaymentValidated } from '../events/payment.js';
import { type ClaimsGivenBack, type OrderAbandoned, type OrderPlaced } from '../events/placement.js';
import { admit } from '../order.admission.js';
import { OrderGivenUp, invalidTransition } from '../order.errors.js';
import { orderNumberOf } from '../order.number.js';
import { type Order, type OrderState, claimsToGiveBack, itemsOf } from '../order.state.js';

/** T06: where no card is to be authorised, the payment is validated, and the order registered, at once. */
export const placeOrder = (command: PlaceOrder, order: OrderState): [OrderPlaced] | [OrderPlaced, PaymentValidated] => {
  if (order === 'given-up') throw new OrderGivenUp(`order ${command.orderId} was given up`);
  if (order) throw invalidTransition(`order ${command.orderId} was placed before`);
  const placed = admit(command);
  const { payment, totals } = placed.data;
  return payment.method === 'card' && totals.toPayCents > 0 ? [placed] : [placed, validated(placed, totals.toPayCents)];
};

/** T27: free, so its payment is validated at once; one unit for one that failed. */
export const placeExchange = (
  { orderId, exchangeOf, customerId, line, delivery, termsVersion, now }: PlaceExchange,
  order: OrderState,
): [] | [OrderPlaced, PaymentValidated] => {
  if (order) return [];
  const { preorder: _, pairedWith: __, ...item } = line;
  const free = { ...item, quantity: 1, unitPriceExclTaxCents: 0, ecoContributionCents: 0, privateCopyCents: 0 };
  const placed: OrderPlaced = {
    type: 'OrderPlaced',
    data: {
      ...{ orderId, customerId, lines: [free], totals: totalsOf([free]), delivery, payment: { method: 'none' } },
      ...{ termsVersion, exchangeOf, placedAt: now },
    },
  };
  return [placed, validated(placed, 0)];
};

const validated = ({ data: { orderId, lines, placedAt } }: OrderPlaced, amountCents: number): PaymentValidated => ({
  type: 'PaymentValidated',
  data: { orderNumber: orderNumberOf(orderId), items: itemsOf(lines), amountCents, validatedAt: placedAt },
});

export const abandonOrder = ({ now }: AbandonOrder, order: OrderState): [] | [OrderAbandoned] =>
  order ? [] : [{ type: 'OrderAbandoned', data: { abandonedAt: now } }];

export const recordClaimsGivenBack = ({ now }: RecordClaimsGivenBack, order: Order): [] | [ClaimsGivenBack] =>
  claimsToGiveBack(order) ? [{ type: 'ClaimsGivenBack', data: { givenBackAt: now } }] : [];
